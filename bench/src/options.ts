import { Command, InvalidArgumentError } from 'commander';
import { SECTIONS, type SectionName } from './report/sections.ts';

export interface BenchOptions {
  readonly only: readonly SectionName[];
  /** Rounds of the base variant; other variants have at most three. */
  readonly rounds: number;
  /** How long a contender is measured in a round. */
  readonly seconds: number;
  /** Jobs that wait for a worker. */
  readonly events: number;
  /** Jobs that wait after an outage. */
  readonly backlog: number;
  /** Rows of `orders` that exist before further events come. */
  readonly orders: number;
  /** Events of one purchase or subscription. */
  readonly growthEvents: number;
  /** How long one drain of `recovery` may take, in seconds. */
  readonly recoverySeconds: number;
  /** How long one scenario of `growth` may take, in seconds. */
  readonly patience: number;
  readonly soakMinutes: number;
  /** The best throughput of bare enqueue in earlier runs on this machine, requests per second. */
  readonly bestSeen: number | undefined;
  readonly tune: boolean;
  readonly smoke: boolean;
  /** The folder for the JSON and the plots; the page is written beside the folder. */
  readonly out: string;
}

/** Without `soak`, which takes twenty minutes by itself. */
const BY_DEFAULT: readonly SectionName[] = ['worker', 'ingest', 'lag', 'recovery', 'growth', 'stages'];

/** The folder of the page, the plots and the results of `--tune`. */
export const RESULTS_FOLDER = 'docs/performance';

const SMOKE = {
  only: BY_DEFAULT,
  rounds: 1,
  seconds: 0.5,
  events: 90,
  backlog: 150,
  orders: 200,
  growthEvents: 12,
  recoverySeconds: 5,
  patience: 10,
} as const;

/** @throws {import('commander').CommanderError} for invalid options, and after help was printed */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const command = new Command('bench')
    .description(
      'Measure the worker and ingest beside others on this machine: real Redis (appendfsync always) and Postgres (fsync on), on the loopback address, in a temporary directory. Some 25 minutes with nothing else running; two benchmarks at once measure each other. Writes docs/performance.md, of ratios alone, and its JSON and plots. Exit status: 0 measured, 1 a contender failed, 2 usage.',
    )
    .option(
      '--only <sections>',
      `of ${SECTIONS.join(', ')}, separated by commas (default: all but soak)`,
      sections,
    )
    .option('--rounds <n>', 'rounds of the base; variants have three at most', whole(1, 100), 5)
    .option('--seconds <n>', 'how long a contender is measured in a round', number(0.2, 600), 5)
    .option('--events <n>', 'jobs that wait for a worker', whole(30, 1_000_000), 30_000)
    .option('--backlog <n>', 'recovery: jobs that wait after an outage', whole(30, 5_000_000), 100_000)
    .option('--orders <n>', 'growth: orders in the tables', whole(100, 5_000_000), 100_000)
    .option('--growth-events <n>', 'growth: events of one subscription', whole(10, 1_000_000), 10_000)
    .option('--recovery-seconds <n>', 'recovery: how long one drain may take', number(1, 86_400), 20)
    .option('--patience <seconds>', 'growth: how long one story may take', number(1, 86_400), 40)
    .option('--soak-minutes <n>', 'soak: how long', number(0.1, 1440), 20)
    .option(
      '--best-seen <n>',
      'requests a second that bare enqueue has shown on this machine before: below 85 % of it no ratio counts',
      number(1, 1_000_000),
    )
    .option(
      '--tune',
      'instead: find the concurrency at which each contender is fastest, and write it down for later runs; some 15 minutes',
    )
    .option(
      '--smoke',
      'every contender once, with tiny counts: does it run? Means nothing, and goes nowhere but to --out',
    )
    .option('--out <folder>', 'where results go (default: docs/performance; with --smoke nowhere)')
    .exitOverride()
    .showHelpAfterError('(add --help for the options)');
  command.parse([...argv], { from: 'user' });
  const {
    only = BY_DEFAULT,
    tune = false,
    smoke = false,
    out,
    bestSeen,
    ...given
  } = command.opts<
    Omit<BenchOptions, 'only' | 'tune' | 'smoke' | 'out' | 'bestSeen'> & Partial<BenchOptions>
  >();
  const chosen: BenchOptions = {
    ...given,
    only,
    tune,
    smoke,
    bestSeen,
    out: out ?? (smoke ? '' : RESULTS_FOLDER),
  };
  return smoke
    ? { ...chosen, ...SMOKE, ...(command.getOptionValueSource('only') === 'cli' && { only }) }
    : chosen;
}

function sections(text: string): SectionName[] {
  const names = text.split(',').map((name) => name.trim());
  const known: ReadonlySet<string> = new Set(SECTIONS);
  const strange = names.find((name) => !known.has(name));
  if (strange !== undefined) throw new InvalidArgumentError(`There is no section "${strange}".`);
  return SECTIONS.filter((name) => names.includes(name));
}

function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a number from ${min} to ${max}.`);
  };
}

function whole(min: number, max: number): (text: string) => number {
  const parse = number(min, max);
  return (text) => {
    const value = parse(text);
    if (Number.isInteger(value)) return value;
    throw new InvalidArgumentError('Expected a whole number.');
  };
}
