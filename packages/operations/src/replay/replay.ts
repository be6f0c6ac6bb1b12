import { z } from 'zod';
import { MOST_REPORTED } from '../request/names.ts';
import type { OperationKind, StepContext, StepResult, StepState } from '../operations/operation-kind.ts';
import { EVENT_STATUSES } from '@payspool/events';
import { ScopeParam } from '../request/scope.ts';
import { countEvents, type EventSelection, matchingEvents } from './event-filter.ts';
import { type JournaledRow, nameOfRow } from './replay-journal.ts';
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
  filter: Filter.default({}),
  /** The filter of the list of events, with absolute times. Events match both. */
  terms: z.string().optional(),
  scope: ScopeParam,
  react: z.boolean(),
  /** The last event that counts. Set when it begins, or with the request. */
  upTo: z.string().optional(),
});
export type ReplayParams = z.output<typeof Params>;

const Cursor = z.object({ after: z.string() });

const Report = z.object({
  matched: z.int(),
  changed: z.int(),
  /** Events and parts that mean now what they meant before. */
  unchanged: z.int(),
  /** Events and parts that still cannot be used. */
  failed: z.int(),
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

/** Reads stored events again with the current code and settings, in the order of recording. */
export const replay: OperationKind<ReplayParams, Cursor, ReplayReport> = {
  name: 'replay',
  params: Params,
  cursor: Cursor,
  report: Report,
  begin: async (params, { db }) => {
    const { count, upTo } = await countEvents(db, selectionOf(params), params.upTo);
    return {
      params: { ...params, upTo: upTo.toString() },
      cursor: { after: '0' },
      report: {
        matched: count,
        changed: 0,
        unchanged: 0,
        failed: 0,
        transitions: 0,
        skipped: {},
        changes: [],
      },
      total: count,
    };
  },
  step,
};

const selectionOf = ({ filter: { since, ...filter }, terms, scope }: ReplayParams): EventSelection => ({
  filter: { ...filter, since: since === undefined ? undefined : new Date(since) },
  terms,
  scope: scope ?? 'all',
});

async function step(
  { params, cursor, report, isRehearsal, done }: StepState<ReplayParams, Cursor, ReplayReport>,
  { db, accounts, settings, emit, journal }: StepContext,
): Promise<StepResult<Cursor, ReplayReport>> {
  const selection = selectionOf(params);
  const events = await matchingEvents(db, selection, {
    after: BigInt(cursor.after),
    upTo: BigInt(params.upTo ?? 0),
    limit: PAGE,
  });
  const run = createReplayer({
    db,
    accounts,
    settings,
    selection,
    dryRun: isRehearsal,
    react: params.react,
    journal,
  });
  const counts = { ...report, skipped: { ...report.skipped }, changes: [...report.changes] };
  const before = new Map(journal?.entries as ReadonlyMap<string, JournaledRow> | undefined);
  for (const event of events)
    for await (const one of run(event)) {
      emit?.(one);
      note(counts, one);
      if ('event' in one) before.delete(nameOfRow(one.event));
    }
  // An attempt that was killed has changed these so that the filter does not select them any more.
  const finished = [...before.values()];
  for (const one of finished) note(counts, one);
  const last = events.at(-1);
  return {
    cursor: { after: last?.id.toString() ?? cursor.after },
    report: counts,
    done: done + events.length + finished.filter(({ isChosen }) => isChosen).length,
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
  if (one.replayed.status.to === 'failed') counts.failed += 1;
  if (!hasChanged(one)) {
    counts.unchanged += 1;
    return;
  }
  counts.changed += 1;
  if (counts.changes.length < MOST_REPORTED) counts.changes.push(summaryOf(one));
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
