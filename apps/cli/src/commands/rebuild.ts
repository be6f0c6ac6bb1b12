import { type AggregateDifference, rebuild, refoldAggregate } from '@payspool/projection';
import { Command } from 'commander';
import { commandEnv, configuredProjection, withDatabase } from '../configured.ts';
import { EXIT, UsageError } from '../failure.ts';
import { createProgress, describeRow, describePublished, printJson, type Progress } from '../print.ts';

interface RebuildFlags {
  readonly apply?: true;
  readonly react?: true;
  readonly json?: true;
}

export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description(
      'Compute every order and subscription again from the event log, in one snapshot of the database, and compare the result with the tables. Exit status 3 if a row differs. Safe while workers run.',
    )
    .option('--apply', 'repair the rows of each purchase or subscription that differs')
    .option(
      '--react',
      "with --apply: publish the changes now, so that reactions run; otherwise they wait for the purchase's next event",
    )
    .option('--json', 'print one JSON object')
    .action((flags: RebuildFlags) => withDatabase((db) => run(db, flags)));
}

async function run(db: Parameters<typeof rebuild>[0], { apply, react, json }: RebuildFlags): Promise<void> {
  if (react && !apply) throw new UsageError('--react requires --apply');
  const settings = configuredProjection(commandEnv());
  const differing: bigint[] = [];
  let progress: Progress | undefined;
  const startedAt = performance.now();
  const result = await rebuild(db, {
    settings,
    onDifference: (difference) => {
      differing.push(difference.aggregateId);
      if (json) return;
      if (progress) progress.interrupt(() => print(difference));
      else print(difference);
    },
    onProgress: ({ aggregates, of }) => {
      progress ??= createProgress('comparing', of);
      progress.update(aggregates);
    },
  }).finally(() => progress?.stop());
  const seconds = (performance.now() - startedAt) / 1000;

  let applied = 0;
  let transitions = 0;
  if (apply) {
    for (const id of differing) {
      const refolded = await refoldAggregate(db, id, { react: react === true, settings });
      applied += refolded ? 1 : 0;
      transitions += refolded?.transitions ?? 0;
    }
  }
  const rate = Math.round(result.events / Math.max(seconds, 0.001));
  const summary = {
    ...result,
    applied,
    transitions,
    seconds: Number(seconds.toFixed(1)),
    eventsPerSecond: rate,
    peakMemoryMiB: peakMemory(),
  };
  if (json) printJson(summary);
  else {
    console.log(
      `${result.events} events of ${result.aggregates} purchases and subscriptions: ${result.differing} differ${apply ? `, ${applied} repaired` : ''}`,
    );
    if (transitions > 0) console.log(describePublished(transitions, react === true));
    console.log(`${summary.seconds} s, ${rate} events a second, ${summary.peakMemoryMiB} MiB at most`);
  }
  process.exitCode = result.differing > 0 && !apply ? EXIT.differences : EXIT.good;
}

const WORDS = {
  before: 'is',
  after: 'events say',
  missing: 'row is missing; the events say it should exist',
  unexpected: 'row exists; the events say it should not',
};

function print({ provider, account, rows, eventKeys }: AggregateDifference): void {
  for (const row of rows) console.log(`${provider}/${account} ${describeRow(row, WORDS)}`);
  console.log(`  events: ${eventKeys.join(', ') || 'none'}`);
}

const peakMemory = () => Math.round(process.resourceUsage().maxRSS / 1024);
