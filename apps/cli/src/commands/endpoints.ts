import { Command } from 'commander';
import { ask } from '../endpoints/api-problem.ts';
import { compareEndpoints, listEndpoints, missingTypes } from '../endpoints/compare-endpoints.ts';
import {
  createSecret,
  io,
  knownAccounts,
  type Printing,
  withAccount,
  withChoice,
  WRITE_ENV,
} from '../endpoints/command-options.ts';
import { createEndpoint } from '../endpoints/create-endpoint.ts';
import { type Choice, chooseAccount } from '../endpoints/managed-account.ts';
import {
  createdJson,
  describeEndpoint,
  printComparison,
  printCreated,
} from '../endpoints/print-endpoints.ts';
import { printUncovered, surveyAccounts } from '../endpoints/survey-accounts.ts';
import { EXIT, UsageError } from '../failure.ts';
import { printJson } from '../print.ts';
import { rotateCommand } from './rotate-endpoint.ts';

export function endpointsCommand(): Command {
  return new Command('endpoints')
    .description(
      "List, create, check and update webhook endpoints by the providers' APIs, and change their secrets. They need an API key of the provider.",
    )
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(checkCommand())
    .addCommand(updateCommand())
    .addCommand(rotateCommand())
    .addCommand(pingCommand());
}

function listCommand(): Command {
  return withChoice(
    new Command('list').description(
      'List the webhook endpoints at the providers: where they lead, whether they are enabled, and what they subscribe to.',
    ),
  ).action(async ({ json, ...choice }: Choice & Printing) => {
    const survey = await surveyAccounts(choice, async (managed, configured) => ({
      account: managed.label,
      endpoints: await listEndpoints(managed, configured),
    }));
    if (json) printJson({ accounts: survey.results, notCovered: survey.notCovered, errors: survey.errors });
    else {
      for (const { account, endpoints } of survey.results) {
        console.log(endpoints.length === 0 ? `${account}  no endpoint` : account);
        for (const endpoint of endpoints) console.log(`  ${describeEndpoint(endpoint)}`);
      }
      printUncovered(survey);
    }
    process.exitCode = survey.errors.length > 0 ? EXIT.no : EXIT.good;
  });
}

function checkCommand(): Command {
  return withChoice(
    new Command('check').description(
      'Compare the webhook endpoints with what Payspool needs, and say what to do about each difference. Changes nothing. Exit status 3 if there is a difference, 1 if an account could not be read.',
    ),
  )
    .option(
      '--url <url>',
      'webhook URL that must have an endpoint (default: any URL that ends with the path of the account)',
    )
    .action(async ({ json, url, ...choice }: Choice & Printing & { url?: string }) => {
      const survey = await surveyAccounts(choice, (managed, configured) =>
        compareEndpoints(managed, { configured, url }),
      );
      if (json) printJson({ accounts: survey.results, notCovered: survey.notCovered, errors: survey.errors });
      else {
        for (const comparison of survey.results) printComparison(comparison);
        printUncovered(survey);
      }
      if (survey.errors.length > 0) process.exitCode = EXIT.no;
      else if (survey.results.length === 0)
        throw new UsageError('no account could be checked: set the API key of a provider');
      else
        process.exitCode = survey.results.some(({ drift }) => drift.length > 0)
          ? EXIT.differences
          : EXIT.good;
    });
}

function updateCommand(): Command {
  return withChoice(
    new Command('update').description(
      'Add the event types that Payspool handles and an endpoint does not have yet. Never removes any.',
    ),
  )
    .option('--endpoint <id>', 'only the endpoint with this id')
    .action(async ({ json, endpoint: id, ...choice }: Choice & Printing & { endpoint?: string }) => {
      const survey = await surveyAccounts(choice, async (managed, configured) => {
        const found = await listEndpoints(managed, configured);
        const here = found.filter((each) => each.leads === 'here' && (id === undefined || each.id === id));
        const updated: { readonly endpoint: string; readonly added: readonly string[] }[] = [];
        for (const endpoint of here) {
          const added = missingTypes(endpoint, managed.api.eventTypes);
          if (added.length > 0)
            await ask(managed, 'change', ({ api, access }) => api.subscribe(endpoint, added, access));
          updated.push({ endpoint: endpoint.id, added });
        }
        return { account: managed.label, updated };
      });
      if (survey.errors.length === 0 && survey.results.every(({ updated }) => updated.length === 0)) {
        printUncovered(survey);
        throw new UsageError(
          id === undefined
            ? 'no endpoint leads to these accounts'
            : `no endpoint ${id} leads to these accounts`,
        );
      }
      if (json) printJson({ accounts: survey.results, notCovered: survey.notCovered, errors: survey.errors });
      else {
        for (const { account, updated } of survey.results)
          for (const { endpoint, added } of updated)
            console.log(
              added.length === 0
                ? `${account}  ${endpoint} has all event types that Payspool handles`
                : `${account}  ${endpoint}: added ${added.join(', ')}`,
            );
        printUncovered(survey);
      }
      process.exitCode = survey.errors.length > 0 ? EXIT.no : EXIT.good;
    });
}

interface CreateOptions extends Choice, Printing {
  readonly url: string;
  readonly writeEnv?: string;
}

function createCommand(): Command {
  return withAccount(
    new Command('create').description(
      'Create a webhook endpoint with exactly the event types that Payspool handles. Its secret is shown once, or written into an env file. Refused if an endpoint has this URL already.',
    ),
  )
    .requiredOption(
      '--url <url>',
      'address of ingest, such as https://pay.example.com, or the whole webhook URL',
    )
    .option('--write-env <file>', WRITE_ENV)
    .action(async ({ url, writeEnv, json, ...choice }: CreateOptions) => {
      const managed = chooseAccount(knownAccounts(), choice, io);
      const created = await createEndpoint(managed, { url, envFile: writeEnv, createSecret });
      if (json) printJson(createdJson(managed, created));
      else printCreated(managed, created);
    });
}

function pingCommand(): Command {
  return withAccount(
    new Command('ping').description(
      'Make the provider send a test event to the endpoint, if its API can. It appears in `payspool events list`.',
    ),
  )
    .option('--endpoint <id>', 'id of the endpoint, if several lead to the account')
    .action(async ({ json, endpoint: id, ...choice }: Choice & Printing & { endpoint?: string }) => {
      const accounts = knownAccounts();
      const managed = chooseAccount(accounts, choice, io);
      const { account, label } = managed;
      if (!managed.api.ping)
        throw new UsageError(
          `${account.provider.title}'s API cannot send a test event: make a payment in test mode, or use its dashboard`,
        );
      const found = await listEndpoints(managed, accounts.of(account.provider.slug));
      const [endpoint, ...others] = found.filter(
        (each) => each.leads === 'here' && (id === undefined ? each.isEnabled : each.id === id),
      );
      if (!endpoint)
        throw new UsageError(
          `${label}: no ${id === undefined ? 'enabled endpoint' : `endpoint ${id}`} leads to it`,
        );
      if (others.length > 0)
        throw new UsageError(`${label} has several endpoints: choose one with --endpoint`);
      await ask(managed, 'change', async ({ api, access }) => api.ping?.(endpoint.id, access));
      if (json) printJson({ account: label, endpoint: endpoint.id });
      else
        console.log(
          `${label}  ${account.provider.title} sends a test event to ${endpoint.id}: look for it with \`payspool events list --provider ${account.provider.slug}\``,
        );
    });
}
