import { randomInt } from 'node:crypto';
import { type Provider, providers, readSecretText } from '@payspool/providers';
import { SCENARIOS, type ScenarioName, simulatorOf } from '@payspool/providers/simulator';
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT, UsageError } from '../failure.ts';
import { dataFile, localStack } from '../configured.ts';
import { wholeNumber } from '../arguments.ts';
import { printJson } from '../print.ts';
import { createProgress } from '../progress.ts';
import { readCredentials, type SigningCredentials } from '../simulate/credentials-file.ts';
import { play, RESENDS } from '../simulate/play.ts';
import { planTraffic } from '../simulate/plan-traffic.ts';
import { signRequest } from '../simulate/send.ts';

interface SimulateOptions {
  readonly url: URL;
  readonly provider?: string[];
  readonly scenario: ScenarioName[];
  readonly account?: string;
  readonly count: number;
  readonly rate?: number;
  readonly concurrency: number;
  readonly duplicate: number;
  readonly forge: number;
  readonly resends: number;
  readonly shuffle?: true;
  readonly seed?: number;
  readonly credentials: string;
  readonly secret?: string;
  readonly json?: true;
}

export function simulateCommand(): Command {
  return new Command('simulate')
    .description(
      'Send signed test deliveries of each provider to an ingest. Their events are test events: a live account ignores them.',
    )
    .option(
      '--url <url>',
      'base URL of ingest',
      parseUrl,
      parseUrl(localStack().INGEST_URL ?? 'http://127.0.0.1:3000'),
    )
    .addOption(
      new Option(
        '--provider <slug...>',
        'providers to send for (default: all with signing credentials)',
      ).choices(providers.map(({ slug }) => slug)),
    )
    .addOption(
      new Option('--scenario <name...>', 'scenarios to send')
        .choices(SCENARIOS)
        .default(['checkout'], 'checkout'),
    )
    .option('--account <name>', 'account: the last segment of the URL (default: the URL without an account)')
    .option('--count <n>', 'copies of each scenario', wholeNumber(1, 1_000_000), 1)
    .option(
      '--rate <n>',
      'deliveries a second (default: as fast as they are answered)',
      wholeNumber(1, 100_000),
    )
    .option('--concurrency <n>', 'maximum number of requests at once', wholeNumber(1, 1000), 16)
    .option('--shuffle', 'send in random order instead of the order of time')
    .option('--duplicate <share>', 'share of the deliveries to send twice, 0 to 1', share, 0)
    .option(
      '--forge <n>',
      'number of further deliveries that are changed after signing; each must be refused',
      wholeNumber(0, 100_000),
      0,
    )
    .option(
      '--resends <n>',
      'maximum retries after 408, 429, 5xx or no answer',
      wholeNumber(0, 100),
      RESENDS.times,
    )
    .option(
      '--seed <n>',
      'seed of the traffic; the same seed sends the same deliveries (default: random, printed)',
      wholeNumber(0, 0xffff_ffff),
    )
    .option(
      '--credentials <file>',
      'file with signing credentials, as `start` writes it',
      dataFile('credentials.json'),
    )
    .option(
      '--secret <secret>',
      'signing secret, for one provider with a shared secret; of a JSON array the first is used',
    )
    .option('--json', 'print one JSON object')
    .action(async (options: SimulateOptions) => {
      process.exitCode = (await simulate(options)) ? EXIT.good : EXIT.no;
    });
}

async function simulate(options: SimulateOptions): Promise<boolean> {
  const named = providers.filter(({ slug }) => options.provider?.includes(slug));
  const signing = signingOf(options, named);
  const chosen = options.provider ? named : providers.filter(({ slug }) => slug in signing);
  const seed = options.seed ?? randomInt(0xffff_ffff);
  const startsAt = new Date(Date.now() - 3_600_000);
  const traffic = planTraffic({
    ...options,
    shuffle: options.shuffle === true,
    providers: chosen,
    scenarios: options.scenario,
    seed,
    startsAt,
  });
  if (traffic.requests.length === 0)
    throw new UsageError('none of these providers has any of these scenarios');

  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const progress = createProgress('sending', traffic.requests.length);
  const { answers, resentAfter, forgedRefused } = await play({
    requests: traffic.requests,
    sign: (request, firstSentAt) =>
      signRequest(request, {
        baseUrl: options.url,
        account: options.account,
        signing,
        sentAt: new Date(),
        firstSentAt,
      }),
    resending: { schedule: { ...RESENDS, times: options.resends }, random: Math.random },
    rate: options.rate,
    concurrency: options.concurrency,
    onSent: progress.update,
    signal: interrupted.signal,
  });
  progress.stop();

  const sent = Object.values(answers).reduce((total, times) => total + times, 0);
  const acknowledged = (answers['202'] ?? 0) + (answers['200'] ?? 0);
  const good = acknowledged === sent - options.forge && forgedRefused === options.forge;
  const summary = {
    seed,
    sent,
    planned: traffic.requests.length,
    duplicates: traffic.duplicates,
    forgedRefused,
    answers,
    resentAfter,
  };
  if (options.json) printJson({ ...summary, expected: traffic.expected });
  else printSummary(summary, options);
  return good && !interrupted.signal.aborted;
}

function signingOf(options: SimulateOptions, named: readonly Provider[]): SigningCredentials {
  if (options.secret === undefined) return readCredentials(options.credentials);
  const [provider, ...others] = named;
  const key = provider && simulatorOf(provider).secretKey;
  if (!provider || others.length > 0 || key === undefined) {
    throw new UsageError(
      '--secret requires exactly one --provider, which signs with a shared secret; otherwise use --credentials',
    );
  }
  const read = readSecretText(options.secret);
  if ('problem' in read) throw new UsageError(`--secret: ${read.problem}`);
  return { [provider.slug]: { [key]: read.entries[0] ?? '' } };
}

function printSummary(
  summary: {
    readonly seed: number;
    readonly sent: number;
    readonly planned: number;
    readonly duplicates: number;
    readonly answers: Readonly<Record<string, number>>;
    readonly resentAfter: Readonly<Record<string, number>>;
  },
  { forge }: SimulateOptions,
): void {
  if (summary.sent < summary.planned)
    console.log(`stopped after ${summary.sent} of ${summary.planned} (seed ${summary.seed})`);
  else
    console.log(
      `sent ${summary.sent}: ${summary.duplicates} of them twice, ${forge} forged (seed ${summary.seed})`,
    );
  const meaning: Readonly<Record<string, string>> = {
    200: 'duplicate, or accepted by a provider that expects 200',
    202: 'accepted',
    401: 'refused',
    404: 'provider or account not found there',
    413: 'too large',
    503: 'unavailable',
    unreachable: 'no answer: is ingest running at this address?',
  };
  for (const [answer, times] of Object.entries(summary.answers)) {
    console.log(`  ${answer.padEnd(12)} ${String(times).padStart(7)}  ${meaning[answer] ?? ''}`);
  }
  const resends = Object.entries(summary.resentAfter).map(([answer, times]) => `${times} after ${answer}`);
  if (resends.length > 0) console.log(`sent again: ${resends.join(', ')}`);
}

function share(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError('Expected a number from 0 to 1.');
}

function parseUrl(text: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  throw new InvalidArgumentError('Expected an http:// or https:// address.');
}
