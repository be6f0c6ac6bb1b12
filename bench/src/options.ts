import { number, whole } from '../../e2e/product/stack/number-option.ts';
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
  readonly timeLimit: number;
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
  timeLimit: 10,
} as const;

/** @throws {import('commander').CommanderError} for invalid options, and after help was printed */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const command = new Command('bench')
    .description(
      'Compare the speed of the worker and ingest with other designs on this machine. It uses a real Redis (appendfsync always) and a real Postgres (fsync on), on the loopback address, in a temporary directory. It takes some 25 minutes. Run nothing else meanwhile, and no second benchmark. Writes docs/performance.md, which contains only ratios, with its JSON and plots. Exit status: 0 success, 1 a contender failed, 2 invalid options.',
    )
    .option(
      '--only <sections>',
      `sections to run, separated by commas: ${SECTIONS.join(', ')} (default: all except soak)`,
      sections,
    )
    .option('--rounds <n>', 'rounds of the base variant; other variants have at most three', whole(1, 100), 5)
    .option('--seconds <n>', 'seconds for which a contender is measured in a round', number(0.2, 600), 5)
    .option('--events <n>', 'number of jobs that wait for a worker', whole(30, 1_000_000), 30_000)
    .option(
      '--backlog <n>',
      'recovery: number of jobs that wait after an outage',
      whole(30, 5_000_000),
      100_000,
    )
    .option('--orders <n>', 'growth: number of orders in the tables', whole(100, 5_000_000), 100_000)
    .option(
      '--growth-events <n>',
      'growth: number of events of one subscription',
      whole(10, 1_000_000),
      10_000,
    )
    .option('--recovery-seconds <n>', 'recovery: time limit of one drain', number(1, 86_400), 20)
    .option('--time-limit <seconds>', 'growth: time limit of one scenario', number(1, 86_400), 40)
    .option('--soak-minutes <n>', 'soak: duration', number(0.1, 1440), 20)
    .option(
      '--best-seen <n>',
      'best result of bare enqueue in earlier runs on this machine, in requests per second; if bare enqueue is below 85 % of it, no ratio to it counts',
      number(1, 1_000_000),
    )
    .option(
      '--tune',
      'only find the concurrency at which each contender is fastest, and store it for later runs; takes some 15 minutes',
    )
    .option(
      '--smoke',
      'only check that every contender runs, once and with tiny counts; the figures have no meaning and are written only with --out',
    )
    .option('--out <folder>', 'folder for the results (default: docs/performance; none with --smoke)')
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
