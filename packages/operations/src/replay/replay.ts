import { z } from 'zod';
import type { OperationKind, StepContext, StepResult, StepState } from '../operations/operation-kind.ts';
import { countEvents, EVENT_STATUSES, type EventFilter, matchingEvents } from './event-filter.ts';
import { createReplayer, type Step } from './replay-stored.ts';

const Filter = z.object({
  provider: z.string().optional(),
  account: z.string().optional(),
  type: z.string().optional(),
  status: z.enum(EVENT_STATUSES).optional(),
  order: z.string().optional(),
  /** Received since, ISO 8601. */
  since: z.iso.datetime().optional(),
  text: z.string().optional(),
});

const Params = z.object({
  filter: Filter,
  react: z.boolean(),
  /** The last event that counts. Set when it begins. */
  upTo: z.string().optional(),
});
export type ReplayParams = z.output<typeof Params>;

const Cursor = z.object({ after: z.string() });

const Report = z.object({
  matched: z.int(),
  changed: z.int(),
  /** Transitions that were published or, without `react`, are published with the next event. */
  transitions: z.int(),
  /** How many events were skipped, by the reason. */
  skipped: z.record(z.string(), z.int()),
  /** The first events that changed something. */
  changes: z.array(z.unknown()),
});
export type ReplayReport = z.output<typeof Report>;

type Cursor = z.output<typeof Cursor>;

/** Events of one step. Their bodies are in memory. */
const PAGE = 25;
/** The changes that a report has at most. */
const MOST_CHANGES = 1000;

/** Reads stored events again with the current code and settings, in the order of recording. */
export const replay: OperationKind<ReplayParams, Cursor, ReplayReport> = {
  name: 'replay',
  params: Params,
  cursor: Cursor,
  report: Report,
  begin: async (params, { db }) => {
    const { count, upTo } = await countEvents(db, filterOf(params));
    return {
      params: { ...params, upTo: upTo.toString() },
      cursor: { after: '0' },
      report: { matched: count, changed: 0, transitions: 0, skipped: {}, changes: [] },
      total: count,
    };
  },
  step,
};

const filterOf = ({ filter: { since, ...filter } }: ReplayParams): EventFilter => ({
  ...filter,
  since: since === undefined ? undefined : new Date(since),
});

async function step(
  { params, cursor, report, isRehearsal, done }: StepState<ReplayParams, Cursor, ReplayReport>,
  { db, accounts, settings, emit }: StepContext,
): Promise<StepResult<Cursor, ReplayReport>> {
  const filter = filterOf(params);
  const events = await matchingEvents(db, filter, {
    after: BigInt(cursor.after),
    upTo: BigInt(params.upTo ?? 0),
    limit: PAGE,
  });
  const run = createReplayer({ db, accounts, settings, filter, dryRun: isRehearsal, react: params.react });
  const counts = { ...report, skipped: { ...report.skipped }, changes: [...report.changes] };
  for (const event of events)
    for await (const one of run(event)) {
      emit?.(one);
      note(counts, one);
    }
  const last = events.at(-1);
  return {
    cursor: { after: last?.id.toString() ?? cursor.after },
    report: counts,
    done: done + events.length,
    isDone: events.length < PAGE,
  };
}

type Counts = { -readonly [Name in keyof ReplayReport]: ReplayReport[Name] };

function note(counts: Counts, one: Step): void {
  if ('skipped' in one) {
    counts.skipped[one.skipped] = (counts.skipped[one.skipped] ?? 0) + 1;
    return;
  }
  counts.transitions += one.replayed.transitions;
  if (!hasChanged(one)) return;
  counts.changed += 1;
  if (counts.changes.length < MOST_CHANGES) counts.changes.push(summaryOf(one));
}

/** A row that was replayed. */
export type ReplayedRow = Exclude<Step, { skipped: string }>;

/** Whether the replay changed the event's status or a row. */
export const hasChanged = ({ replayed: { rows, status } }: ReplayedRow): boolean =>
  rows.length > 0 || status.from !== status.to;

/** A change as reports and `--json` show it. */
export const summaryOf = ({ event: { provider, account, eventKey, type }, replayed }: ReplayedRow) => ({
  provider,
  account,
  eventKey,
  type,
  ...replayed,
});
