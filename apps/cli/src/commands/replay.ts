import type { Database } from '@payspool/db';
import {
  countEvents,
  type EventFilter,
  hasChanged,
  replay,
  type ReplayedRow,
  type Step,
  summaryOf,
} from '@payspool/operations';
import { Command } from 'commander';
import { commandEnv, configuredAccounts, configuredProjection, withDatabase } from '../configured.ts';
import { withEventFilter } from '../arguments.ts';
import { termsOf } from '../events/list-options.ts';
import { describeRow, describePublished, printJson } from '../print.ts';
import { createProgress } from '../progress.ts';
import { UsageError } from '../failure.ts';
import { runNew } from '../operations/run-here.ts';

interface ReplayFlags extends EventFilter {
  readonly all?: true;
  readonly dryRun?: true;
  readonly react?: true;
  readonly json?: true;
}

export function replayCommand(): Command {
  return withEventFilter(
    new Command('replay').description(
      'Read stored events again with the current code and settings, and apply the result. Use it after a mapping was corrected or an account was configured or allowed. A delivery is replayed with its parts; a part is read from the body of its delivery. Asks no provider. Safe while workers run.',
    ),
  )
    .argument('[filter...]', 'terms as of `events list`: status:failed type:invoice.* received:24h')
    .option('--all', 'all events; required if no other option selects them')
    .option('--dry-run', 'change nothing; print how rows would change')
    .option(
      '--react',
      "publish the changes now, so that reactions run; otherwise they wait for the purchase's next event",
    )
    .option('--json', 'print one JSON object')
    .action((words: string[], flags: ReplayFlags) => withDatabase((db) => run(db, { words, ...flags })));
}

async function run(
  db: Database,
  { words, all, dryRun, react, json, ...filter }: ReplayFlags & { readonly words: readonly string[] },
): Promise<void> {
  const terms = termsOf(words, new Date());
  if (!all && terms === undefined && Object.values(filter).every((value) => value === undefined)) {
    throw new UsageError('select events with a filter or an option, or give --all');
  }
  const env = commandEnv();
  const progress = createProgress(
    dryRun ? 'checking' : 'replaying',
    (await countEvents(db, { filter, terms })).count,
  );
  const changes: object[] = [];
  const { done, report } = await runNew(
    {
      kind: 'replay',
      params: { filter: { ...filter, since: filter.since?.toISOString() }, terms, react: react === true },
      isRehearsal: dryRun === true,
    },
    {
      db,
      accounts: configuredAccounts(env, { requireCredentials: false }),
      settings: configuredProjection(env),
      emit: (item) => {
        const step = item as Step;
        if ('skipped' in step || !hasChanged(step)) return;
        if (json) changes.push(summaryOf(step));
        else progress.interrupt(() => printChange(step));
      },
      onStep: (operation) => progress.update(operation.done),
    },
  ).finally(() => progress.stop());
  const { matched, changed, skipped, transitions } = replay.report.parse(report);
  if (json) {
    printJson({ matched, changed: changes, skipped, transitions, dryRun: dryRun === true });
    return;
  }
  if (transitions > 0) console.log(describePublished(transitions, react === true, dryRun === true));
  for (const [reason, times] of Object.entries(skipped)) console.log(`skipped ${times}: ${reason}`);
  console.log(
    dryRun
      ? `${done} events checked, nothing written: ${changed} would change something`
      : `${done} events replayed: ${changed} changed something`,
  );
}

const WORDS = { before: 'was', after: 'now', missing: 'row is new', unexpected: 'row is removed' };

function printChange({ event, replayed: { status, rows } }: ReplayedRow): void {
  const outcome = status.from === status.to ? '' : `: ${status.from} → ${status.to}`;
  console.log(`${event.provider}/${event.account} ${event.type} ${event.eventKey}${outcome}`);
  for (const row of rows) console.log(`  ${describeRow(row, WORDS)}`);
}
