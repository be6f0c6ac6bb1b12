import type { Database } from '@payspool/db';
import { rebuildRows } from '@payspool/operations';
import type { AggregateDifference } from '@payspool/projection';
import { Command } from 'commander';
import { commandEnv, configuredProjection, withDatabase } from '../configured.ts';
import { EXIT, UsageError } from '../failure.ts';
import { runNew } from '../operations/run-here.ts';
import { describeRow, describePublished, printJson } from '../print.ts';
import { createProgress } from '../progress.ts';

interface RebuildFlags {
  readonly apply?: true;
  readonly react?: true;
  readonly json?: true;
}

export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description(
      'Compute every order and subscription again from the event log, and compare the result with the tables. Exit status 3 if a row differs. Safe while workers run.',
    )
    .option('--apply', 'repair the rows of each purchase or subscription that differs')
    .option(
      '--react',
      "with --apply: publish the changes now, so that reactions run; otherwise they wait for the purchase's next event",
    )
    .option('--json', 'print one JSON object')
    .action((flags: RebuildFlags) => withDatabase((db) => run(db, flags)));
}

async function run(db: Database, { apply, react, json }: RebuildFlags): Promise<void> {
  if (react && !apply) throw new UsageError('--react requires --apply');
  const progress = createProgress('comparing', await db.aggregate.count());
  const startedAt = performance.now();
  const { report } = await runNew(
    { kind: 'rebuild', params: { react: react === true }, isRehearsal: !apply },
    {
      db,
      settings: configuredProjection(commandEnv()),
      emit: (difference) => {
        if (!json) progress.interrupt(() => print(difference as AggregateDifference));
      },
      onStep: ({ done }) => progress.update(done),
    },
  ).finally(() => progress.stop());
  const seconds = (performance.now() - startedAt) / 1000;
  const { differences: _, ...result } = rebuildRows.report.parse(report);
  const { events, aggregates, differing, applied, transitions } = result;
  const rate = Math.round(events / Math.max(seconds, 0.001));
  const summary = {
    ...result,
    seconds: Number(seconds.toFixed(1)),
    eventsPerSecond: rate,
    peakMemoryMiB: peakMemory(),
  };
  if (json) printJson(summary);
  else {
    console.log(
      `${events} events of ${aggregates} purchases and subscriptions: ${differing} differ${apply ? `, ${applied} repaired` : ''}`,
    );
    if (transitions > 0) console.log(describePublished(transitions, react === true));
    console.log(`${summary.seconds} s, ${rate} events a second, ${summary.peakMemoryMiB} MiB at most`);
  }
  process.exitCode = differing > 0 && !apply ? EXIT.differences : EXIT.good;
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
