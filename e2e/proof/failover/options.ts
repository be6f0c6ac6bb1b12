import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { FailoverOptions } from './run-failover.ts';

export interface MeasureOptions extends Pick<
  FailoverOptions,
  'seed' | 'deliveries' | 'rate' | 'replicas' | 'failure' | 'restart'
> {
  readonly topology: 'sentinel' | 'cluster';
  /** `QUEUE_WAIT_REPLICAS`. */
  readonly wait: number;
}

/** @throws {import('commander').CommanderError} for invalid options, and after help was printed */
export function parseOptions(argv: readonly string[]): MeasureOptions {
  const command = new Command('measure-failover')
    .description(
      "Make the queue's Redis primary fail while two ingests acknowledge deliveries and two workers apply them, and count the acknowledged deliveries that were lost. Everything runs on this machine. Exit status: 0 nothing lost or applied twice, 1 otherwise.",
    )
    .addOption(
      new Option('--topology <name>', 'who promotes').choices(['sentinel', 'cluster']).default('sentinel'),
    )
    .addOption(
      new Option('--replicas <state>', 'lagging: cut off for 4 s before it')
        .choices(['in-step', 'lagging'])
        .default('in-step'),
    )
    .addOption(
      new Option('--failure <how>', 'silent: no connection to it is closed, and it answers nothing for 20 s')
        .choices(['killed', 'silent'])
        .default('killed'),
    )
    .addOption(
      new Option('--restart <when>', 'when the killed primary restarts')
        .choices(['afterwards', 'at-once'])
        .default('afterwards'),
    )
    .option('--wait <n>', 'QUEUE_WAIT_REPLICAS', whole, 1)
    .option('--deliveries <n>', 'at least', whole, 500)
    .option('--rate <n>', 'deliveries a second', whole, 35)
    .option(
      '--seed <n>',
      'seed of the traffic; the same seed plans the same (default: random, printed)',
      whole,
    )
    .exitOverride()
    .showHelpAfterError('(add --help to see the options)');
  command.parse([...argv], { from: 'user' });
  const { seed = randomInt(1_000_000), ...given } = command.opts<
    Omit<MeasureOptions, 'seed'> & { seed?: number }
  >();
  return { ...given, seed };
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number.');
}
