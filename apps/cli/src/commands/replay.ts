import type { Database } from '@payspool/db';
import type { Replayed } from '@payspool/projection';
import { Command } from 'commander';
import { configuredAccounts } from '../configured-accounts.ts';
import { withDatabase } from '../database.ts';
import type { EventFilter } from '../events/event-condition.ts';
import { matchingEvents } from '../events/matching-events.ts';
import { createReplayer, type Step } from '../events/replay-stored.ts';
import { commandEnv } from '../local-stack.ts';
import { withEventFilter } from '../parse/event-filter.ts';
import { describeRow } from '../print/describe-row.ts';
import { printJson } from '../print/json.ts';
import { createProgress } from '../print/progress.ts';
import { describeTold } from '../print/told.ts';
import { UsageError } from '../usage-error.ts';

interface ReplayFlags extends EventFilter {
  readonly all?: true;
  readonly dryRun?: true;
  readonly react?: true;
  readonly json?: true;
}

export function replayCommand(): Command {
  return withEventFilter(
    new Command('replay').description(
      'Read stored events again with the code and settings of today, and apply what they mean now: after a mapping was mended, or an account configured or let in. A delivery is replayed with its parts, a part by the body of its delivery. Asks no provider. Safe beside running workers.',
    ),
  )
    .option('--all', 'every event: needed where no other option chooses')
    .option('--dry-run', 'change nothing; print the rows that would change, and how')
    .option(
      '--react',
      'tell what is new about orders and subscriptions. Otherwise it is told when the next event of the same purchase comes',
    )
    .option('--json', 'print one JSON object')
    .action((flags: ReplayFlags) => withDatabase((db) => run(db, flags)));
}

async function run(db: Database, { all, dryRun, react, json, ...filter }: ReplayFlags): Promise<void> {
  if (!all && Object.values(filter).every((value) => value === undefined)) {
    throw new UsageError('choose events by an option, or say --all');
  }
  const accounts = configuredAccounts(commandEnv(), { requireCredentials: false });
  const { count, events } = await matchingEvents(db, filter);
  const progress = createProgress(dryRun ? 'rehearsing' : 'replaying', count);
  const changes: object[] = [];
  const skipped = new Map<string, number>();
  let changed = 0;
  let transitions = 0;
  let done = 0;
  const replay = createReplayer({ db, accounts, filter, dryRun: dryRun === true, react: react === true });
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
  if (transitions > 0) console.log(describeTold(transitions, react === true, dryRun === true));
  for (const [reason, times] of skipped) console.log(`skipped ${times}: ${reason}`);
  console.log(
    dryRun
      ? `${done} events rehearsed, nothing written: ${changed} would change something`
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

function printChange({ event, replayed: { status, rows } }: Done): void {
  const outcome = status.from === status.to ? '' : `: ${status.from} → ${status.to}`;
  console.log(`${event.provider}/${event.account} ${event.type} ${event.eventKey}${outcome}`);
  for (const row of rows) console.log(`  ${describeRow(row, { before: 'was', after: 'now' })}`);
}
