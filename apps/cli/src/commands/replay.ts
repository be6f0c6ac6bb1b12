import type { Database } from '@payspool/db';
import type { Replayed } from '@payspool/projection';
import { Command } from 'commander';
import { commandEnv, configuredAccounts, configuredProjection, withDatabase } from '../configured.ts';
import { type EventFilter, matchingEvents } from '../events/find-events.ts';
import { createReplayer, type Step } from '../events/replay-stored.ts';
import { withEventFilter } from '../arguments.ts';
import { createProgress, describeRow, describePublished, printJson } from '../print.ts';
import { UsageError } from '../failure.ts';

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
    .option('--all', 'all events; required if no other option selects them')
    .option('--dry-run', 'change nothing; print how rows would change')
    .option(
      '--react',
      "publish the changes now, so that reactions run; otherwise they wait for the purchase's next event",
    )
    .option('--json', 'print one JSON object')
    .action((flags: ReplayFlags) => withDatabase((db) => run(db, flags)));
}

async function run(db: Database, { all, dryRun, react, json, ...filter }: ReplayFlags): Promise<void> {
  if (!all && Object.values(filter).every((value) => value === undefined)) {
    throw new UsageError('select events with an option, or give --all');
  }
  const env = commandEnv();
  const accounts = configuredAccounts(env, { requireCredentials: false });
  const settings = configuredProjection(env);
  const { count, events } = await matchingEvents(db, filter);
  const progress = createProgress(dryRun ? 'checking' : 'replaying', count);
  const changes: object[] = [];
  const skipped = new Map<string, number>();
  let changed = 0;
  let transitions = 0;
  let done = 0;
  const replay = createReplayer({
    db,
    accounts,
    settings,
    filter,
    dryRun: dryRun === true,
    react: react === true,
  });
  for await (const event of events) {
    for await (const step of replay(event)) {
      if ('skipped' in step) {
        skipped.set(step.skipped, (skipped.get(step.skipped) ?? 0) + 1);
        continue;
      }
      transitions += step.replayed.transitions;
      if (!hasChanged(step.replayed)) continue;
      changed += 1;
      if (json) changes.push(summaryOf(step));
      else progress.interrupt(() => printChange(step));
    }
    progress.update(++done);
  }
  progress.stop();
  if (json) {
    printJson({
      matched: count,
      changed: changes,
      skipped: Object.fromEntries(skipped),
      transitions,
      dryRun: dryRun === true,
    });
    return;
  }
  if (transitions > 0) console.log(describePublished(transitions, react === true, dryRun === true));
  for (const [reason, times] of skipped) console.log(`skipped ${times}: ${reason}`);
  console.log(
    dryRun
      ? `${done} events checked, nothing written: ${changed} would change something`
      : `${done} events replayed: ${changed} changed something`,
  );
}

const hasChanged = ({ rows, status }: Replayed): boolean => rows.length > 0 || status.from !== status.to;

type Done = Exclude<Step, { skipped: string }>;

const summaryOf = ({ event: { provider, account, eventKey, type }, replayed }: Done) => ({
  provider,
  account,
  eventKey,
  type,
  ...replayed,
});

const WORDS = { before: 'was', after: 'now', missing: 'row is new', unexpected: 'row is removed' };

function printChange({ event, replayed: { status, rows } }: Done): void {
  const outcome = status.from === status.to ? '' : `: ${status.from} → ${status.to}`;
  console.log(`${event.provider}/${event.account} ${event.type} ${event.eventKey}${outcome}`);
  for (const row of rows) console.log(`  ${describeRow(row, WORDS)}`);
}
