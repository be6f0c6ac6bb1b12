import { randomInt } from 'node:crypto';
import { Command, Option } from 'commander';
import { number, whole } from '../stack/number-option.ts';

export interface DrillOptions {
  /** The same seed plans the same traffic and the same faults; their exact timing depends on the machine. */
  readonly seed: number;
  /** How long deliveries are sent and faults are injected. */
  readonly minutes: number;
  /** Deliveries per second, without retries. */
  readonly rate: number;
  /** The store that holds the queue; with `postgres` it is the server of the database. */
  readonly queue: 'redis' | 'postgres';
  /** Keep logs and data even if nothing was wrong. */
  readonly keep: boolean;
  /** One JSON object on stdout instead of the table. */
  readonly json: boolean;
}

/** @throws {import('commander').CommanderError} for invalid options, and after help was printed */
export function parseOptions(argv: readonly string[]): DrillOptions {
  const command = new Command('payspool drill')
    .description(
      'Send deliveries of all providers to two ingests and two workers, while killing, stopping and disconnecting processes and stores. Then compare the acknowledged deliveries with the tables. Everything runs on this machine, in a temporary directory. Exit status: 0 nothing lost or applied twice, 1 otherwise, 2 wrong usage.',
    )
    .option(
      '--seed <n>',
      'seed of traffic and faults; the same seed plans the same (default: random, printed)',
      whole(0, 0xffff_ffff),
    )
    .option('--minutes <n>', 'how long to send deliveries and inject faults', number(0.5, 24 * 60), 2)
    .option('--rate <n>', 'deliveries a second', number(1, 1000), 25)
    .addOption(
      new Option('--queue <store>', 'store of the queue').choices(['redis', 'postgres']).default('redis'),
    )
    .option('--keep', 'keep logs and data; they are always kept if something was wrong')
    .option('--json', 'print one JSON object')
    .exitOverride()
    .showHelpAfterError('(add --help to see the options)');
  command.parse([...argv], { from: 'user' });
  const {
    seed = randomInt(1_000_000),
    keep = false,
    json = false,
    ...given
  } = command.opts<Omit<DrillOptions, 'seed' | 'keep' | 'json'> & Partial<DrillOptions>>();
  return { ...given, seed, keep, json };
}
