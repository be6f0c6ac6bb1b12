import type { Database } from '@payspool/db';
import {
  type Account,
  ApiRefusedError,
  type EventReads,
  type ProviderIo,
  type Span,
} from '@payspool/providers';
import type { DeliveryQueue } from '@payspool/queue';
import { type CallOptions, openAccess } from './access.ts';
import { queueMissed, SWEPT, type Swept } from './queue-missed.ts';
import { type ClaimedSweep, claimSweep, LEASE_SECONDS, leaveSweep, saveSweep } from './sweep-row.ts';
import { otherModeOf, type SweepUnit } from './sweep-units.ts';

export { refetchedJob, SWEPT, type Swept } from './queue-missed.ts';

/** How a sweep ended. */
export const SWEEP_OUTCOMES = [
  // Every event of its span is recorded, or in the queue.
  'done',
  // Another process runs it.
  'busy',
  // The last one ended only now, so nothing was read.
  'fresh',
  // A page could not be read or queued. The next attempt goes on there.
  'failed',
  // This process stops. Another one goes on at the next page.
  'stopped',
  // Too many deliveries wait in the queue. It goes on when there are fewer.
  'waiting',
  // The credentials may not be used.
  'refused',
] as const;
export type SweepOutcome = (typeof SWEEP_OUTCOMES)[number];

export interface SweepResult {
  readonly outcome: SweepOutcome;
  /** The events that this attempt has read. */
  readonly counts: Readonly<Record<Swept, number>>;
  /** Milliseconds after which it should go on, for `busy` and `waiting`. */
  readonly againMs?: number;
  /** How far the reading is behind, milliseconds. */
  readonly behindMs?: number;
  /** A time that the list no longer reaches and that was never read completely. */
  readonly unreachable?: Span;
  readonly error?: unknown;
}

/** When events are read, if not as the provider's folder says. */
export interface SweepPlan {
  /** Milliseconds between two sweeps. */
  readonly everyMs?: number | undefined;
  /** Where the first sweep of an account begins; its first delivery, or now, if absent. */
  readonly since?: Date | undefined;
  /** How long a sweep stays with a process that does not report, seconds. */
  readonly leaseSeconds?: number | undefined;
}

export interface SweepContext extends Pick<CallOptions, 'onCall'> {
  readonly db: Pick<Database, '$queryRaw' | '$executeRaw'>;
  readonly queue: Pick<DeliveryQueue, 'enqueue' | 'find' | 'depth'>;
  readonly io: Pick<ProviderIo, 'fetch' | 'now'>;
  readonly plan?: SweepPlan | undefined;
  /** Aborted when the process stops. */
  readonly signal?: AbortSignal | undefined;
}

const DAY_MS = 86_400_000;
/** While more deliveries wait, no further page is read. */
const MOST_WAITING = 5000;
const GO_ON_AFTER_MS = 5000;

/**
 * Reads the events of one account, or of one connected merchant, that the provider lists, and queues those that no delivery has brought.
 *
 * A span has a fixed end, and begins before the end of the last one, because an event may appear in the list late. The place in the span is
 * saved after a page's missed events are queued, so that an interrupted sweep misses nothing. A page that is read twice does no harm: an
 * event in the queue is found there, and the key of an event is unique.
 */
export async function sweep(unit: SweepUnit, context: SweepContext): Promise<SweepResult> {
  const { account, merchant } = unit;
  const { db, io } = context;
  const { events } = account.provider.reads ?? {};
  if (!events) throw new Error(`${account.provider.title} has no list of events`);
  const recordedAs = merchant ? `${account.name}/${merchant}` : account.name;
  const claimed = await claimSweep(db, unit, {
    now: io.now(),
    recordedAs,
    since: context.plan?.since,
    leaseSeconds: context.plan?.leaseSeconds ?? LEASE_SECONDS,
  });
  if (typeof claimed === 'number') return { outcome: 'busy', counts: NOTHING, againMs: claimed };
  const wrongMode = otherModeOf(account);
  if (wrongMode !== undefined) {
    await leaveSweep(db, unit, claimed, { error: wrongMode, now: io.now() });
    return { outcome: 'refused', counts: NOTHING, error: new Error(wrongMode) };
  }
  const now = io.now();
  const behindMs = now.getTime() - (claimed.doneTo ?? claimed.since).getTime();
  const { span, unreachable } = spanOf(claimed, events, now);
  if (isFresh(claimed, { everyMs: context.plan?.everyMs ?? events.everyMs }, now) || span.from >= span.to) {
    await leaveSweep(db, unit, claimed, { now });
    return { outcome: 'fresh', counts: NOTHING };
  }
  const read = await readSpan({ unit, events, claimed, span }, context);
  return { behindMs, ...(unreachable && { unreachable }), ...read };
}

const NOTHING: SweepResult['counts'] = { known: 0, on_its_way: 0, missed: 0, ignored: 0 };

/** A job that ran late must not read the same span again at once. */
const isFresh = (
  { page, endedAt, error }: ClaimedSweep,
  { everyMs }: Pick<EventReads<never>, 'everyMs'>,
  now: Date,
) => page === null && error === null && endedAt !== null && now.getTime() - endedAt.getTime() < everyMs / 2;

/** The span of an interrupted sweep, or the next one. */
function spanOf(
  { since, doneTo, from, to }: ClaimedSweep,
  {
    settleMs,
    overlapMs,
    reachesBackDays,
  }: Pick<EventReads<never>, 'settleMs' | 'overlapMs' | 'reachesBackDays'>,
  now: Date,
): { readonly span: Span; readonly unreachable?: Span | undefined } {
  if (from && to) return { span: { from, to } };
  const end = new Date(now.getTime() - settleMs);
  const reached = new Date(now.getTime() - reachesBackDays * DAY_MS);
  const begin = latest(since, new Date((doneTo ?? since).getTime() - overlapMs));
  const lostFrom = doneTo ?? since;
  return {
    span: { from: latest(begin, reached), to: end },
    unreachable: doneTo && lostFrom < reached ? { from: lostFrom, to: reached } : undefined,
  };
}

const latest = (one: Date, other: Date): Date => (one > other ? one : other);

interface Reading {
  readonly unit: SweepUnit;
  readonly events: EventReads<Account['settings']>;
  readonly claimed: ClaimedSweep;
  readonly span: Span;
}

async function readSpan(reading: Reading, context: SweepContext): Promise<SweepResult> {
  const { unit, events, claimed, span } = reading;
  const { db, io, signal } = context;
  const access = openAccess({ purpose: 'sweep', ...unit, ...context });
  const counts = { ...NOTHING };
  let page = claimed.page ?? undefined;
  let lease = claimed;
  const leave = (how: { readonly error?: string; readonly isPageLost?: boolean } = {}) =>
    leaveSweep(db, unit, lease, { now: io.now(), ...how });
  try {
    for (;;) {
      signal?.throwIfAborted();
      if ((await context.queue.depth()).waiting >= MOST_WAITING) {
        await leave();
        return { outcome: 'waiting', counts, againMs: GO_ON_AFTER_MS };
      }
      const { items, next } = await events.list(span, page, access);
      const found = await queueMissed(
        items.filter(({ createdAt }) => createdAt >= claimed.since),
        unit,
        context,
      );
      for (const name of SWEPT) counts[name] += found[name];
      const leaseUntil = await saveSweep(db, unit, lease, {
        span,
        next,
        counts: { read: items.length, missed: found.missed },
        now: io.now(),
        leaseSeconds: context.plan?.leaseSeconds ?? LEASE_SECONDS,
      });
      // Another process has taken over, because this one took too long.
      if (!leaseUntil) return { outcome: 'busy', counts };
      if (next === undefined) return { outcome: 'done', counts };
      page = next;
      lease = { ...lease, leaseUntil };
    }
  } catch (error) {
    if (signal?.aborted) {
      await leave();
      return { outcome: 'stopped', counts };
    }
    await leave({ error: describe(error), isPageLost: page !== undefined && isUnknownPage(error) });
    return { outcome: 'failed', counts, error };
  }
}

/** An API may forget a page: the position is the id of an event that it no longer lists. */
const isUnknownPage = (error: unknown): boolean =>
  error instanceof ApiRefusedError && PAGE_STATUSES.has(error.status);
/** 0: the provider's folder itself refuses the position. */
const PAGE_STATUSES: ReadonlySet<number> = new Set([0, 400, 404, 410, 422]);

const describe = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);
