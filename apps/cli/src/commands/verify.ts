import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { providers, verifyingVariables } from '@payspool/providers';
import { EXIT, UsageError } from '../failure.ts';
import { isoTime, settingOption } from '../arguments.ts';
import { printJson } from '../print.ts';
import { explain, type ExplainedPart, type Explanation } from '../verify/explain.ts';
import { AUTO } from '../verify/choose-provider.ts';
import { type NamedSetting, readHeaders } from '../verify/settings-of.ts';

interface VerifyOptions {
  readonly provider: string;
  readonly headers: string;
  readonly body: string;
  readonly at?: Date;
  readonly secret?: string;
  readonly publicKey?: string;
  readonly path?: string;
  readonly webhookId?: string;
  readonly setting?: readonly NamedSetting[];
  readonly cert?: string;
  readonly trust?: string[];
  readonly json?: true;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'Check one delivery and explain the result: whether it is authentic, and its meaning; or which check failed, and what to do. Nothing is written or sent, except that a certificate of PayPal may be downloaded.',
    )
    .addOption(
      new Option(
        '--provider <slug>',
        `provider of the delivery; ${AUTO} recognises it by its headers, or without any by the form of its body`,
      )
        .choices([...providers.map(({ slug }) => slug), AUTO])
        .makeOptionMandatory(),
    )
    .requiredOption('--headers <file>', 'file with its headers: a JSON object, names in any case')
    .requiredOption('--body <file>', 'file with its body, byte for byte')
    .option('--at <time>', 'time at which to verify, ISO 8601 (default: now)', isoTime)
    .option(
      '--secret <secret>',
      'signing secret, or a JSON array of several (default: from the environment, as ingest reads it)',
    )
    .option(
      '--setting <name=value>',
      'any other setting of the provider, by its variable or its name in the endpoints file, in place of the environment: SQUARE_NOTIFICATION_URL=https://… or notificationUrl=https://…; repeatable',
      settingOption,
    )
    .option('--public-key <hex>', "PaymentKit: the application's public key")
    .option(
      '--path <path>',
      'path to which it was posted, /webhooks/…: needed if it ends with a token or an account of ENDPOINTS_FILE, or is part of the signature',
    )
    .option('--webhook-id <id>', 'PayPal: id of the webhook')
    .option(
      '--cert <file>',
      'PayPal: file with the signing certificate (PEM); its URL and the mode are not checked',
    )
    .option('--trust <file>', 'PayPal: file with a further trust anchor (PEM); repeatable', append)
    .option('--json', 'print one JSON object')
    .action(async (options: VerifyOptions) => {
      const explanation = await explain({
        slug: options.provider,
        headers: readHeaders(read(options.headers).toString('utf8'), options.headers),
        body: read(options.body),
        at: options.at ?? new Date(),
        secret: options.secret,
        publicKey: options.publicKey,
        path: options.path,
        webhookId: options.webhookId,
        settings: options.setting,
        certificatePem: options.cert && read(options.cert).toString('utf8'),
        trustPems: (options.trust ?? []).map((path) => read(path).toString('utf8')),
        env: process.env,
      });
      if (options.json) printJson(explanation);
      else print(explanation);
      process.exitCode = explanation.valid ? EXIT.good : EXIT.no;
    })
    .addHelpText('after', VERIFYING);
}

/** The end of the help: what each provider is verified with. */
const VERIFYING = `
The settings come from the environment, as ingest reads them, or from the options. What each provider is verified with:
${providers.map((provider) => `  ${provider.slug.padEnd(13)} ${verifyingVariables(provider).join(', ')}${provider.route === 'token' ? ', and --path' : ''}`).join('\n')}

Exit status: 0 valid, 1 invalid, 2 wrong usage, no provider recognised, or several fit.`;

const append = (value: string, values: string[] = []) => [...values, value];

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

function print(explanation: Explanation): void {
  const { provider, recognisedBy } = explanation;
  if (provider !== undefined) console.log(`provider: ${provider}, recognised by ${recognisedBy}`);
  if (!explanation.valid) {
    console.log(`invalid (${explanation.code}): ${explanation.reason}`);
    return;
  }
  const { type, eventKey, ignored, unusable, events, parts, providerAccount, account } = explanation;
  console.log(`valid: ${type || 'unknown type'}, event key ${eventKey}`);
  if (ignored) console.log(`  ignored: ${ignored}`);
  if (unusable) console.log(`  authentic, but cannot be used: ${unusable}`);
  if (providerAccount !== undefined)
    console.log(`  of the provider's account ${providerAccount}: its rows have the account ${account}`);
  if (parts === undefined) for (const event of events) console.log(`  ${JSON.stringify(event)}`);
  else printParts(parts);
  if (explanation.hint)
    console.log("  a hint: nothing is applied of it, but the answer of the provider's API");
  for (const asked of explanation.asks ?? [])
    console.log(
      'request' in asked
        ? `  would be confirmed by the API: ${asked.request}`
        : `  cannot be confirmed by the API: ${asked.cannotAsk}`,
    );
  for (const problem of explanation.lacking ?? []) console.log(`  a running Payspool needs more: ${problem}`);
}

function printParts(parts: readonly ExplainedPart[]): void {
  console.log(`  ${parts.length} parts, each recorded separately`);
  for (const { eventKey, type, status, reason, events } of parts) {
    console.log(`  ${eventKey} ${type}: ${status}${reason === undefined ? '' : `, ${reason}`}`);
    for (const event of events) console.log(`    ${JSON.stringify(event)}`);
  }
}
