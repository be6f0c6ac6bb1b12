import type { Database } from '@payspool/db';
import type { Span } from '@payspool/providers';
import { z } from 'zod';
import { attempt } from '../operations/attempt.ts';
import {
  type OperationKind,
  paceOf,
  type StepContext,
  type StepResult,
  type StepState,
} from '../operations/operation-kind.ts';
import {
  nameOfUnit,
  openUnit,
  refusalOf,
  rowsAccountOf,
  Unit,
  unitsOf,
  Unread,
  usedAmong,
} from '../operations/units.ts';
import { addCounts, queueItems } from './queue-items.ts';
import { type List, listsOf, windowCount } from './lists.ts';
import { lastJobs, reactToImported } from './react-to-imported.ts';

/** A unit with the end of its span. */
const ImportedUnit = Unit.extend({ until: z.iso.datetime() });
type ImportedUnit = z.output<typeof ImportedUnit>;

const Params = z.object({
  provider: z.string(),
  account: z.string().optional(),
  /** Everything that was created since then, ISO 8601. */
  since: z.iso.datetime(),
  /** Nothing that was created from then on, ISO 8601. By default the account's first delivery: what came later was delivered. */
  until: z.iso.datetime().optional(),
  /** Only these of the provider's kinds of objects, and no events. */
  kinds: z.array(z.string()).optional(),
  /** Consumers that get the history of the imported purchases afterwards. */
  react: z.array(z.string()),
  /** Set when it begins. */
  asOf: z.iso.datetime().optional(),
  units: z.array(ImportedUnit).optional(),
});
export type BackfillParams = z.output<typeof Params>;

/** The job that was queued last, by which the import sees when all of its jobs have ended. */
const LastJob = z.object({
  provider: z.string(),
  account: z.string(),
  eventKey: z.string(),
  source: z.enum(['refetched', 'observed']),
});

const Cursor = z.object({
  unit: z.int(),
  /** `read`: the lists. `wait`: until the queue has taken every job. `react`: the history for chosen consumers. */
  phase: z.enum(['read', 'wait', 'react']),
  /** The present list, and its window of time. */
  list: z.int(),
  window: z.int(),
  /** The next page; empty for the first. */
  page: z.string(),
  tries: z.int(),
  /** The jobs of the last page. */
  last: z.array(LastJob),
  /** The aggregate after which `react` goes on. */
  after: z.string(),
});
export type BackfillCursor = z.output<typeof Cursor>;

const Report = z.object({
  /** Objects and events that were read. */
  read: z.int(),
  /** Those that were put into the queue. */
  queued: z.int(),
  /** Those that were recorded or queued before. */
  known: z.int(),
  /** Those without a meaning for orders and subscriptions. */
  meaningless: z.int(),
  /** Those of another mode or merchant. */
  elsewhere: z.int(),
  /** Those that Payspool cannot read. They are recorded as failed events. */
  unreadable: z.int(),
  /** Purchases whose history chosen consumers got, and the transitions. */
  reacted: z.int(),
  transitions: z.int(),
  unread: z.array(Unread),
  /** The end of what was imported, for each account. */
  until: z.array(z.object({ account: z.string(), until: z.iso.datetime() })),
});
export type BackfillReport = z.output<typeof Report>;

type State = StepState<BackfillParams, BackfillCursor, BackfillReport>;
type Result = StepResult<BackfillCursor, BackfillReport>;

/** The maximum number of waiting jobs in the queue that an import adds to. */
const MOST_WAITING = 1000;
/**
 * The maximum number of delayed jobs. An object whose state has no time of its own counts as fresh and is delayed: a list of such objects adds
 * hundreds a second, each for two minutes.
 */
const MOST_DELAYED = 20_000;
/** A page has at most this many items. */
const PAGE = 100;

/**
 * Imports history: every object that was created since a time becomes an observation, and where the provider lists its events, those become
 * events. All are jobs of the delivery queue that run after live deliveries, and nothing is published of them. With `isRehearsal` nothing is
 * queued.
 */
export const backfill: OperationKind<BackfillParams, BackfillCursor, BackfillReport> = {
  name: 'backfill',
  params: Params,
  cursor: Cursor,
  report: Report,
  begin: async (given, { db, accounts, io }) => {
    const { units, uncovered } = unitsOf(accounts, given);
    const asOf = given.asOf === undefined ? io.now() : new Date(given.asOf);
    const ends = await Promise.all(units.map((unit) => endOf(db, unit, { until: given.until, asOf })));
    const ended =
      given.units ?? units.map((unit, at) => ({ until: (ends[at] ?? asOf).toISOString(), ...unit }));
    const params = { ...given, asOf: asOf.toISOString(), units: ended };
    return {
      params,
      cursor: BEGINNING,
      report: {
        ...NOTHING,
        unread: await usedAmong(db, uncovered),
        until: ended.map(({ until, ...unit }) => ({ account: nameOfUnit(unit), until })),
      },
      total: ended.reduce((sum, unit) => sum + windowCount(listsIn(params, unit, accounts)), 0),
    };
  },
  step,
};

/** The lists of a unit, with what is read of them. */
const listsIn = (
  { since, asOf = since, kinds }: BackfillParams,
  { until, ...unit }: ImportedUnit,
  accounts: StepContext['accounts'],
): List[] => listsOf(openUnit(accounts, unit), { since, until, asOf, kinds });

/**
 * The end of an import: the account's first delivery, because what happens later is delivered, or found by a sweep, and is published. An
 * import would keep it from being published.
 */
async function endOf(
  db: Pick<Database, 'event'>,
  unit: Unit,
  { until, asOf }: { readonly until?: string | undefined; readonly asOf: Date },
): Promise<Date> {
  if (until !== undefined) return new Date(Math.min(Date.parse(until), asOf.getTime()));
  const first = await db.event.findFirst({
    where: { provider: unit.provider, account: rowsAccountOf(unit), source: 'delivery' },
    orderBy: { receivedAt: 'asc' },
    select: { receivedAt: true },
  });
  return first && first.receivedAt < asOf ? first.receivedAt : asOf;
}

const BEGINNING: BackfillCursor = {
  unit: 0,
  phase: 'read',
  list: 0,
  window: 0,
  page: '',
  tries: 0,
  last: [],
  after: '0',
};

const NOTHING = {
  read: 0,
  queued: 0,
  known: 0,
  meaningless: 0,
  elsewhere: 0,
  unreadable: 0,
  reacted: 0,
  transitions: 0,
};

async function step(state: State, context: StepContext): Promise<Result> {
  const { params, cursor, report } = state;
  if (cursor.phase === 'wait') return waitForJobs(state, context);
  if (cursor.phase === 'react') return react(state, context);
  const unit = params.units?.[cursor.unit];
  if (!unit) return afterReading(state);
  const opened = openUnit(context.accounts, unit);
  const nextUnit = { ...BEGINNING, last: cursor.last, unit: cursor.unit + 1 };
  const refusal = refusalOf(opened);
  const lists = listsIn(params, unit, context.accounts);
  if (refusal !== undefined)
    return {
      ...state,
      cursor: nextUnit,
      isDone: false,
      report: withUnread(report, nameOfUnit(unit), refusal),
    };
  const list = lists[cursor.list];
  if (!list) return { ...state, cursor: nextUnit, isDone: false };
  const span = list.windows[cursor.window];
  if (!span)
    return { ...state, cursor: { ...cursor, list: cursor.list + 1, window: 0, page: '' }, isDone: false };
  return readPage(state, { unit, lists, list, span, context });
}

interface Place {
  readonly unit: Unit;
  readonly lists: readonly List[];
  readonly list: List;
  readonly span: Span;
  readonly context: StepContext;
}

/** Reads one page, and queues what is not known. */
async function readPage(state: State, { unit, lists, list, span, context }: Place): Promise<Result> {
  const { cursor, report, isRehearsal } = state;
  const stay = { ...state, isDone: false };
  if (!isRehearsal && !(await hasRoom(context))) return { ...stay, pauseMs: paceOf(context).fullMs };
  const page = await attempt(cursor.tries, context, () => list.read(span, cursor.page || undefined, context));
  if ('pauseMs' in page) return { ...stay, cursor: { ...cursor, tries: page.tries }, pauseMs: page.pauseMs };
  const progress = { done: progressOf(lists, cursor) + 1 + doneBefore(state, context) };
  const nextWindow = { ...cursor, window: cursor.window + 1, page: '' };
  if ('unread' in page) {
    const what = `${nameOfUnit(unit)} ${list.name} from ${span.from.toISOString()} to ${span.to.toISOString()}`;
    return { ...stay, ...progress, cursor: nextWindow, report: withUnread(report, what, page.unread) };
  }
  const { items, next } = page.value;
  const { jobs, counts } = await queueItems(items, { unit, isRehearsal, context });
  const rest = { tries: 0, last: jobs.length > 0 ? [...jobs] : cursor.last };
  return {
    ...stay,
    report: { ...report, ...addCounts(report, counts) },
    ...(next === undefined
      ? { ...progress, cursor: { ...nextWindow, ...rest } }
      : { cursor: { ...cursor, page: next, ...rest } }),
  };
}

/** Whether the queue has room for a page. */
async function hasRoom({ queue }: StepContext): Promise<boolean> {
  const { waiting, delayed } = await queue.depth();
  return waiting <= MOST_WAITING - PAGE && delayed <= MOST_DELAYED - PAGE;
}

/** The windows of this unit that were read completely. */
const progressOf = (lists: readonly List[], { list, window }: BackfillCursor): number =>
  windowCount(lists.slice(0, list)) + window;

/** The windows of the units before this one. */
const doneBefore = ({ params, cursor }: State, { accounts }: StepContext): number =>
  (params.units ?? [])
    .slice(0, cursor.unit)
    .reduce((before, unit) => before + windowCount(listsIn(params, unit, accounts)), 0);

const withUnread = (report: BackfillReport, what: string, reason: string): BackfillReport => ({
  ...report,
  unread: [...report.unread, { what, reason }],
});

function afterReading(state: State): Result {
  const { params, cursor, isRehearsal } = state;
  const isDone = isRehearsal || params.react.length === 0;
  return { ...state, cursor: { ...cursor, phase: isDone ? 'read' : 'wait' }, isDone };
}

/** Chosen consumers get the history when the worker has recorded it. */
async function waitForJobs(state: State, context: StepContext): Promise<Result> {
  const { cursor } = state;
  const stay = { ...state, isDone: false };
  const waiting = await lastJobs(context, cursor.last);
  return waiting > 0
    ? { ...stay, pauseMs: paceOf(context).fullMs }
    : { ...stay, cursor: { ...cursor, phase: 'react', unit: 0, after: '0' } };
}

async function react(state: State, context: StepContext): Promise<Result> {
  const { params, cursor, report } = state;
  const unit = params.units?.[cursor.unit];
  if (!unit) return { ...state, isDone: true };
  const done = await reactToImported(context, {
    owner: { provider: unit.provider, account: rowsAccountOf(unit) },
    consumers: params.react,
    after: BigInt(cursor.after),
  });
  return {
    ...state,
    isDone: false,
    cursor:
      done.last === undefined
        ? { ...cursor, unit: cursor.unit + 1, after: '0' }
        : { ...cursor, after: done.last.toString() },
    report: {
      ...report,
      reacted: report.reacted + done.purchases,
      transitions: report.transitions + done.transitions,
    },
  };
}
