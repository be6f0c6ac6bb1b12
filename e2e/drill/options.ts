import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';

export interface DrillOptions {
  /** The same seed plans the same traffic and the same faults; how they meet is the machine's. */
  readonly seed: number;
  /** How long deliveries are sent and faults injected. */
  readonly minutes: number;
  /** Deliveries a second, resends not counted. */
  readonly rate: number;
  /** The store that holds the queue; in `postgres` it is the database's own server. */
  readonly queue: 'redis' | 'postgres';
  /** Keep logs and data also when nothing was wrong. */
  readonly keep: boolean;
  /** One JSON object on stdout instead of the table. */
  readonly json: boolean;
}

/** @throws {import('commander').CommanderError} for what cannot be used, and after help was printed */
export function parseOptions(argv: readonly string[]): DrillOptions {
  const command = new Command('payspool drill')
    .description(
      'Play providers against two ingests and two workers while killing, hanging and cutting off everything they stand on, then compare what was acknowledged with what is in the tables. Everything runs on this machine, in a temporary directory. Exit status: 0 nothing lost and nothing twice, 1 otherwise, 2 usage.',
    )
    .option(
      '--seed <n>',
      'plan the same traffic and faults again (default: a random one, printed)',
      whole(0, 0xffff_ffff),
    )
    .option('--minutes <n>', 'how long to send and to break things', number(0.5, 24 * 60), 2)
    .option('--rate <n>', 'deliveries a second', number(1, 1000), 25)
    .addOption(
      new Option('--queue <store>', 'what holds the queue').choices(['redis', 'postgres']).default('redis'),
    )
    .option('--keep', 'keep logs and data; they are kept anyway when something was wrong')
    .option('--json', 'print one JSON object')
    .exitOverride()
    .showHelpAfterError('(add --help for the options)');
  command.parse([...argv], { from: 'user' });
  const {
    seed = randomInt(1_000_000),
    keep = false,
    json = false,
    ...given
  } = command.opts<Omit<DrillOptions, 'seed' | 'keep' | 'json'> & Partial<DrillOptions>>();
  return { ...given, seed, keep, json };
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
