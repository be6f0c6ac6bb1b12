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
  /** The purchase or subscription; `undefined` where there is none any more. */
  readonly aggregateId: bigint | undefined;
}

/** What became of one reaction of a set that is committed. */
export interface SetEnding {
  readonly outboxId: bigint;
  readonly status: 'succeeded' | 'skipped';
  /** 1 for the first. */
  readonly attempt: number;
}

export interface SetResult {
  readonly ended: readonly SetEnding[];
  /** Ready, and not of this set: they could not be prepared, or the set failed. Each is to be run alone. */
  readonly alone: readonly bigint[];
  /** Ready, and left for the next set: somebody works on their purchase or subscription. */
  readonly busy: readonly bigint[];
  /** How many further reactions became ready. */
  readonly ready: number;
}

/** How a consumer reacts to a set. */
export interface SetReaction<Prepared> {
  readonly consumer: string;
  /** Reads one transition; `undefined` when it is told nothing of its topic (any more). Where it throws, the transition is left out. */
  readonly prepare: (member: SetMember) => Prepared | undefined;
  /** Writes what follows from all of them: at most one is of each purchase or subscription, and those stay as they are meanwhile. */
  readonly write: (tx: Transaction, members: readonly Prepared[]) => Promise<void>;
}

/** Two sets in a row that block each other end one of them; it starts over. */
const ATTEMPTS = 5;

/**
 * Reacts to the oldest ready transitions of one consumer in one transaction, in which their reactions end too: a crash leaves nothing of
 * the set, and a committed set has happened once. The number of statements does not depend on the size of the set. It waits for no lock: a
 * purchase that another transaction has locked is left out.
 *
 * @throws when the set could not be begun; a set that fails later is returned as `alone`
 */
export async function runSet<Prepared>(
  db: Database,
  reaction: SetReaction<Prepared>,
  limit: number,
): Promise<SetResult> {
  const { aggregates, ...result } = await settleTogether(db, reaction, limit);
  // A statement of its own, after the commit, as after a single reaction.
  const ready = aggregates.length > 0 ? await promoteAfter(db, aggregates) : 0;
  return { ...result, ready };
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

/** What a set had taken on when it failed; `undefined` until then. */
interface Begun {
  free: readonly bigint[] | undefined;
}

/** Deadlock, and failed serialisation. */
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
      const read = prepare({ ...member, aggregateId: exists ? aggregateId : undefined });
      if (read !== undefined) prepared.set(member.outboxId, read);
    } catch {
      alone.push(member.outboxId); // run alone it fails again, and says why
    }
  }
  const busy = due.flatMap(({ isFree, outboxId }) => (isFree ? [] : [outboxId]));
  const free = due.filter(({ isFree, outboxId }) => isFree && !alone.includes(outboxId));
  if (free.length === 0) return { ended: [], aggregates: [], alone, busy };
  begun.free = [...free.map(({ outboxId }) => outboxId), ...alone];
  const ended = await endThem(
    tx,
    consumer,
    free.map((member) => ({ ...member, isHeard: prepared.has(member.outboxId) })),
  );
  const reactedTo = ended.flatMap(({ status, outboxId }) => {
    const member = prepared.get(outboxId);
    return status === 'succeeded' && member !== undefined ? [member] : [];
  });
  if (reactedTo.length > 0) await write(tx, reactedTo);
  return { ended, aggregates: ended, alone, busy };
}

/**
 * The oldest that are ready, in the order of an index: those that were ready before, and then by age. Their purchases and subscriptions stay as they are until the transaction ends, and their turns are locked,
 * where nobody else has them: `isFree`.
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

/** Ends those whose turn it is: nothing of it is seen by anybody until what they are told is written. */
const endThem = (
  tx: Transaction,
  consumer: string,
  free: readonly (Due & { readonly isHeard: boolean })[],
) => tx.$queryRaw<(SetEnding & { readonly aggregateId: bigint })[]>`
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest(${free.map(({ outboxId }) => outboxId)}::bigint[], ${free.map(({ aggregateId }) => aggregateId)}::bigint[],
      ${free.map(({ isHeard }) => isHeard)}::boolean[]) AS given (outbox_id, aggregate_id, is_heard)
  ), mine AS MATERIALIZED (
    SELECT reactions.outbox_id, given.is_heard FROM given JOIN reactions
      ON reactions.outbox_id = given.outbox_id AND reactions.consumer = ${consumer} AND reactions.aggregate_id = given.aggregate_id
    WHERE ${statusOf('reactions')} = 'ready' AND (reactions.lease_until IS NULL OR reactions.lease_until <= now())
      AND ${IS_ITS_TURN}
    FOR UPDATE OF reactions SKIP LOCKED
  )
  UPDATE reactions SET
    status = (CASE WHEN mine.is_heard AND disabled.consumer IS NULL THEN 'succeeded' ELSE 'skipped' END)::reaction_status,
    attempts = attempts + 1, queued_at = now(), started_at = coalesce(started_at, now()), lease_until = NULL,
    finished_at = now(), error = NULL
  FROM mine LEFT JOIN disabled_consumers AS disabled ON disabled.consumer = ${consumer}
  WHERE reactions.outbox_id = mine.outbox_id AND reactions.consumer = ${consumer}
  RETURNING reactions.outbox_id AS "outboxId", reactions.aggregate_id AS "aggregateId", reactions.status::text AS status,
    reactions.attempts AS attempt`;
