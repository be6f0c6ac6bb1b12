import { z } from 'zod';
import { MOST_REPORTED } from '../request/names.ts';
import {
  type OperationKind,
  paceOf,
  type StepContext,
  type StepResult,
  type StepState,
} from '../operations/operation-kind.ts';
import {
  countEvents,
  type EventSelection,
  matchingEvents,
  type StoredEvent,
} from '../replay/event-filter.ts';
import { ScopeParam } from '../request/scope.ts';
import { retryableOf } from './failed-event.ts';

const Params = z.object({
  /** The filter of the list of events, with absolute times. Only failed events count. */
  terms: z.string(),
  scope: ScopeParam,
  /** The last event that counts. Set when it begins, or with the request. */
  upTo: z.string().optional(),
});
export type RetryParams = z.output<typeof Params>;

const Cursor = z.object({
  after: z.string(),
  /** The events of the next step. They are chosen before they are queued, because a worker changes their status at once. */
  page: z.array(z.string()),
});
type Cursor = z.output<typeof Cursor>;

const Report = z.object({
  matched: z.int(),
  /** Deliveries that were queued again, or that would be. */
  queued: z.int(),
  /** How many events were skipped, by the reason. */
  skipped: z.record(z.string(), z.int()),
  /** The first events, with what was done. */
  items: z.array(z.unknown()),
});
export type RetryReport = z.output<typeof Report>;

/** Events of one step. Their bodies are in memory. */
const PAGE = 25;
/** No further jobs are added while so many wait. */
const MOST_WAITING = 1000;

/** Queues the deliveries of failed events again. A worker then processes them as if they had just come, and publishes what they change. */
export const retry: OperationKind<RetryParams, Cursor, RetryReport> = {
  name: 'retry',
  params: Params,
  cursor: Cursor,
  report: Report,
  begin: async (params, { db }) => {
    const { count, upTo } = await countEvents(db, selectionOf(params), params.upTo);
    return {
      params: { ...params, upTo: upTo.toString() },
      cursor: { after: '0', page: [] },
      report: { matched: count, queued: 0, skipped: {}, items: [] },
      total: count,
    };
  },
  step,
};

const selectionOf = ({ terms, scope }: RetryParams): EventSelection => ({
  filter: { status: 'failed' },
  terms,
  scope: scope ?? 'all',
});

type State = StepState<RetryParams, Cursor, RetryReport>;
type Result = StepResult<Cursor, RetryReport>;

function step(state: State, context: StepContext): Promise<Result> {
  return state.cursor.page.length === 0 ? choosePage(state, context) : runPage(state, context);
}

async function choosePage({ params, cursor, report }: State, { db }: StepContext): Promise<Result> {
  const events = await matchingEvents(db, selectionOf(params), {
    after: BigInt(cursor.after),
    upTo: BigInt(params.upTo ?? 0),
    limit: PAGE,
  });
  const page = events.map(({ id }) => id.toString());
  return { cursor: { ...cursor, page }, report, isDone: page.length === 0 };
}

async function runPage({ cursor, report, isRehearsal, done }: State, context: StepContext): Promise<Result> {
  const { db, queue, emit } = context;
  if (!isRehearsal && (await queue.depth()).waiting >= MOST_WAITING)
    return { cursor, report, isDone: false, pauseMs: paceOf(context).fullMs };
  const events = await db.event.findMany({
    where: { id: { in: cursor.page.map(BigInt) } },
    orderBy: { id: 'asc' },
  });
  const plan = await planPage(events, context);
  const counts = { ...report, skipped: { ...report.skipped }, items: [...report.items] };
  for (const event of events) {
    const planned = plan[event.id.toString()] ?? QUEUED;
    const outcome = isRehearsal || planned !== QUEUED ? planned : await queueAgain(event, context);
    if (outcome === QUEUED) counts.queued += 1;
    else counts.skipped[outcome] = (counts.skipped[outcome] ?? 0) + 1;
    const item = itemOf(event, outcome);
    emit?.(item);
    if (counts.items.length < MOST_REPORTED) counts.items.push(item);
  }
  return {
    cursor: { after: cursor.page.at(-1) ?? cursor.after, page: [] },
    report: counts,
    done: done + cursor.page.length,
    isDone: false,
  };
}

const QUEUED = 'queued';

const itemOf = ({ provider, account, eventKey, type, error }: StoredEvent, outcome: string) => ({
  provider,
  account,
  eventKey,
  type,
  error,
  outcome,
});

/** What is to be done with each event of the page: `queued`, or why it is skipped. */
type Plan = Readonly<Record<string, string>>;

/**
 * Decides about a page before anything is queued. If the process is killed afterwards, the next one goes on with the same plan, although
 * some of the events are on their way then.
 */
async function planPage(events: readonly StoredEvent[], context: StepContext): Promise<Plan> {
  const { db, journal } = context;
  const earlier = journal?.entries.get('plan') as Plan | undefined;
  if (earlier) return earlier;
  const plan: Record<string, string> = {};
  for (const event of events) plan[event.id.toString()] = await decide(event, context);
  await journal?.write(db, 'plan', plan);
  return plan;
}

async function decide(event: StoredEvent, { accounts, queue }: StepContext): Promise<string> {
  if (event.status !== 'failed') return `it is ${event.status} now`;
  const retryable = retryableOf(event, accounts);
  if ('skipped' in retryable) return retryable.skipped;
  const { state } = (await queue.find(retryable.name)) ?? {};
  if (state !== undefined && state !== 'failed') return `its job is ${state}`;
  return state === 'failed' || retryable.job ? QUEUED : 'its body has expired or was erased';
}

/** Its old job is the better one: it also has what the event's row does not keep. */
async function queueAgain(event: StoredEvent, { accounts, queue }: StepContext): Promise<string> {
  const retryable = retryableOf(event, accounts);
  if ('skipped' in retryable) return retryable.skipped;
  const { name, job } = retryable;
  if ((await queue.retryFailed(name)) === 'gone' && job) await queue.enqueue(job);
  return QUEUED;
}
