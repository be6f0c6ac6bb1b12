import { type Database, Prisma, sqlStateOf, type Transaction } from '@payspool/db';
import { promoteAfter } from './promote.ts';
import { SUBJECT } from './due-reaction.ts';
import { IS_ITS_TURN, statusOf, TURN } from './turns.ts';

/** A transition whose reaction is due, as it was written. */
export interface SetMember {
  readonly outboxId: bigint;
  readonly topic: string;
  /** `order stripe/default cs_1`. */
  readonly subject: string;
  readonly payload: unknown;
  readonly idempotencyKey: string;
  /** The purchase or subscription; `undefined` if it no longer exists. */
  readonly aggregateId: bigint | undefined;
}

/** The result of one reaction in a committed set. */
export interface SetEnding {
  readonly outboxId: bigint;
  readonly status: 'succeeded' | 'skipped';
  /** The number of the attempt, from 1. */
  readonly attempt: number;
}

export interface SetResult {
  readonly ended: readonly SetEnding[];
  /** Ready reactions that were not in this set: they could not be prepared, or the set failed. Each must run alone. */
  readonly alone: readonly bigint[];
  /** Ready reactions for the next set: another transaction has locked their purchase or subscription. */
  readonly busy: readonly bigint[];
  /** The number of further reactions that became ready. */
  readonly ready: number;
}

/** How a consumer reacts to a set. */
export interface SetReaction<Prepared> {
  readonly consumer: string;
  /** Reads one transition; `undefined` if the consumer does not take its topic (any more). If it throws, the transition is left out. */
  readonly prepare: (member: SetMember) => Prepared | undefined;
  /** Writes the effects of all of them. At most one is of each purchase or subscription, and these are locked meanwhile. */
  readonly write: (tx: Transaction, members: readonly Prepared[]) => Promise<void>;
}

/** If two sets block each other, Postgres ends one of them, and it starts again. */
const ATTEMPTS = 5;

/**
 * Reacts to the oldest ready transitions of one consumer in one transaction, which also records the ends of their reactions. A
 * crash leaves nothing of the set, and a committed set took effect once. The number of statements does not depend on the size of
 * the set. It does not wait for locks: a purchase that another transaction has locked is left out.
 *
 * @throws if the set could not begin; a set that fails later is returned as `alone`
 */
export async function runSet<Prepared>(
  db: Database,
  reaction: SetReaction<Prepared>,
  limit: number,
): Promise<SetResult> {
  const { aggregates, ...result } = await settleTogether(db, reaction, limit);
  // A separate statement after the commit, as after a single reaction.
  const ready = aggregates.length > 0 ? await promoteAfter(db, aggregates) : 0;
  return { ready, ...result };
}

type Settled = Omit<SetResult, 'ready'> & {
  readonly aggregates: readonly { readonly outboxId: bigint; readonly aggregateId: bigint }[];
};

async function settleTogether<Prepared>(
  db: Database,
  reaction: SetReaction<Prepared>,
  limit: number,
): Promise<Settled> {
  for (let attempt = 1; ; attempt += 1) {
    const begun: Begun = { free: undefined };
    try {
      return await db.$transaction((tx) => reactTogether(tx, reaction, { limit, begun }), {
        maxWait: 10_000,
        timeout: 15_000,
      });
    } catch (error) {
      if (attempt < ATTEMPTS && isConflict(error)) continue;
      if (begun.free === undefined) throw error;
      return { ended: [], aggregates: [], alone: begun.free, busy: [] };
    }
  }
}

/** The reactions of a set that failed; `undefined` otherwise. */
interface Begun {
  free: readonly bigint[] | undefined;
}

/** Deadlock and serialisation failure. */
const isConflict = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError &&
  (error.code === 'P2034' || ['40P01', '40001'].includes(sqlStateOf(error) ?? ''));

interface Due extends Omit<SetMember, 'aggregateId'> {
  readonly aggregateId: bigint;
  readonly exists: boolean;
  readonly isFree: boolean;
}

async function reactTogether<Prepared>(
  tx: Transaction,
  { consumer, prepare, write }: SetReaction<Prepared>,
  { limit, begun }: { readonly limit: number; readonly begun: Begun },
): Promise<Settled> {
  const due = await lockDue(tx, consumer, limit);
  const alone: bigint[] = [];
  const prepared = new Map<bigint, Prepared>();
  for (const { isFree, exists, aggregateId, ...member } of due) {
    if (!isFree) continue;
    try {
      const read = prepare({ aggregateId: exists ? aggregateId : undefined, ...member });
      if (read !== undefined) prepared.set(member.outboxId, read);
    } catch {
      alone.push(member.outboxId); // it runs again alone, and its error is recorded then
    }
  }
  const busy = due.flatMap(({ isFree, outboxId }) => (isFree ? [] : [outboxId]));
  const free = due.filter(({ isFree, outboxId }) => isFree && !alone.includes(outboxId));
  if (free.length === 0) return { ended: [], aggregates: [], alone, busy };
  begun.free = [...free.map(({ outboxId }) => outboxId), ...alone];
  const ended = await endThem(
    tx,
    consumer,
    free.map((member) => ({ isHandled: prepared.has(member.outboxId), ...member })),
  );
  const reactedTo = ended.flatMap(({ status, outboxId }) => {
    const member = prepared.get(outboxId);
    return status === 'succeeded' && member !== undefined ? [member] : [];
  });
  if (reactedTo.length > 0) await write(tx, reactedTo);
  return { ended, aggregates: ended, alone, busy };
}

/**
 * The oldest ready reactions, in the order of an index: those that were ready before come first, then by age. Their purchases and
 * subscriptions and their turns are locked until the transaction ends, unless another transaction has locked them: `isFree`.
 */
const lockDue = (tx: Transaction, consumer: string, limit: number): Promise<Due[]> => tx.$queryRaw<Due[]>`
  WITH due AS MATERIALIZED (
    SELECT outbox_id, aggregate_id, ${TURN} AS turn FROM reactions
    WHERE status = 'ready' AND consumer = ${consumer} ORDER BY queued_at, outbox_id LIMIT ${limit}
  ), kept AS MATERIALIZED (
    SELECT id FROM aggregates WHERE id IN (SELECT aggregate_id FROM due) FOR SHARE SKIP LOCKED
  ), placed AS MATERIALIZED (
    SELECT due.*, aggregate_id IN (SELECT id FROM kept) AS is_kept,
      EXISTS (SELECT 1 FROM aggregates WHERE id = due.aggregate_id) AS exists
    FROM due
  )
  SELECT placed.outbox_id AS "outboxId", placed.aggregate_id AS "aggregateId", placed.exists,
    outbox.topic, ${SUBJECT}, outbox.payload, outbox.idempotency_key AS "idempotencyKey",
    CASE WHEN is_kept OR NOT placed.exists THEN pg_try_advisory_xact_lock(turn) ELSE false END AS "isFree"
  FROM placed JOIN outbox ON outbox.id = placed.outbox_id ORDER BY placed.outbox_id`;

/** Ends the reactions whose turn it is. Other transactions do not see this until the effects are written. */
const endThem = (
  tx: Transaction,
  consumer: string,
  free: readonly (Due & { readonly isHandled: boolean })[],
) => tx.$queryRaw<(SetEnding & { readonly aggregateId: bigint })[]>`
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest(${free.map(({ outboxId }) => outboxId)}::bigint[], ${free.map(({ aggregateId }) => aggregateId)}::bigint[],
      ${free.map(({ isHandled }) => isHandled)}::boolean[]) AS given (outbox_id, aggregate_id, is_handled)
  ), mine AS MATERIALIZED (
    SELECT reactions.outbox_id, given.is_handled FROM given JOIN reactions
      ON reactions.outbox_id = given.outbox_id AND reactions.consumer = ${consumer} AND reactions.aggregate_id = given.aggregate_id
    WHERE ${statusOf('reactions')} = 'ready' AND (reactions.lease_until IS NULL OR reactions.lease_until <= now())
      AND ${IS_ITS_TURN}
    FOR UPDATE OF reactions SKIP LOCKED
  )
  UPDATE reactions SET
    status = (CASE WHEN mine.is_handled AND disabled.consumer IS NULL THEN 'succeeded' ELSE 'skipped' END)::reaction_status,
    attempts = attempts + 1, queued_at = now(), started_at = coalesce(started_at, now()), lease_until = NULL,
    finished_at = now(), error = NULL
  FROM mine LEFT JOIN disabled_consumers AS disabled ON disabled.consumer = ${consumer}
  WHERE reactions.outbox_id = mine.outbox_id AND reactions.consumer = ${consumer}
  RETURNING reactions.outbox_id AS "outboxId", reactions.aggregate_id AS "aggregateId", reactions.status::text AS status,
    reactions.attempts AS attempt`;
