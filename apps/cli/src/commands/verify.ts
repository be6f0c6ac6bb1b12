import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { providers } from '@payspool/providers';
import { EXIT, UsageError } from '../failure.ts';
import { isoTime } from '../arguments.ts';
import { printJson } from '../print.ts';
import { explain, type Explanation } from '../verify/explain.ts';
import { readHeaders } from '../verify/settings-of.ts';

interface VerifyOptions {
  readonly provider: string;
  readonly headers: string;
  readonly body: string;
  readonly at?: Date;
  readonly secret?: string;
  readonly publicKey?: string;
  readonly path?: string;
  readonly webhookId?: string;
  readonly cert?: string;
  readonly trust?: string[];
  readonly json?: true;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'Check one delivery offline and explain the result: whether it is authentic, and its meaning or the error.',
    )
    .addOption(
      new Option('--provider <slug>', 'provider of the delivery')
        .choices(providers.map(({ slug }) => slug))
        .makeOptionMandatory(),
    )
    .requiredOption('--headers <file>', 'file with its headers: a JSON object, names in any case')
    .requiredOption('--body <file>', 'file with its body, byte for byte')
    .option('--at <time>', 'time at which to verify, ISO 8601 (default: now)', isoTime)
    .option(
      '--secret <secret>',
      'signing secret, or a JSON array of several (default: from the environment, as ingest reads it)',
    )
    .option('--public-key <hex>', "PaymentKit: the application's public key")
    .option('--path <path>', 'path to which it was posted, if the signature includes it')
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
        certificatePem: options.cert && read(options.cert).toString('utf8'),
        trustPems: (options.trust ?? []).map((path) => read(path).toString('utf8')),
        env: process.env,
      });
      if (options.json) printJson(explanation);
      else print(explanation);
      process.exitCode = explanation.valid ? EXIT.good : EXIT.no;
    });
}

const append = (value: string, values: string[] = []) => [...values, value];

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

function print(explanation: Explanation): void {
  if (!explanation.valid) {
    console.log(`invalid (${explanation.code}): ${explanation.reason}`);
    return;
  }
  console.log(`valid: ${explanation.type || 'unknown type'}, event key ${explanation.eventKey}`);
  if (explanation.ignored) console.log(`  ignored: ${explanation.ignored}`);
  if (explanation.unusable) console.log(`  authentic, but cannot be used: ${explanation.unusable}`);
  const { providerAccount, account, parts } = explanation;
  if (providerAccount !== undefined)
    console.log(`  of the provider's account ${providerAccount}: its rows have the account ${account}`);
  if (parts === undefined) {
    for (const event of explanation.events) console.log(`  ${JSON.stringify(event)}`);
    return;
  }
  console.log(`  ${parts.length} parts, each recorded separately`);
  for (const { eventKey, type, status, reason, events } of parts) {
    console.log(`  ${eventKey} ${type}: ${status}${reason === undefined ? '' : `, ${reason}`}`);
    for (const event of events) console.log(`    ${JSON.stringify(event)}`);
  }
}
