import { type Database, Prisma, type Transaction } from '@payspool/db';
import type { ReactionKey } from './claim.ts';
import { DUE_COLUMNS, type DueReaction } from './due-reaction.ts';
import { given, statusOf } from './turns.ts';

/** Resolves with the reactions that will run. Another attempt at the others is running or has just ended, so they must be queued again later. */
export type Enqueue = (reactions: readonly DueReaction[]) => Promise<readonly DueReaction[]>;

export interface Taken {
  readonly queued: number;
  /** The reactions that must be queued again later. */
  readonly left: number;
}

/** Whether there is a ready reaction of other consumers than these; this is cheaper than trying to take one. */
export async function hasReady(db: Database, except: readonly string[] = []): Promise<boolean> {
  const [row] = await db.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM reactions WHERE status = 'ready' AND consumer <> ALL(${except}::text[])) AS found`;
  return row?.found ?? false;
}

/**
 * Puts the oldest ready reactions on the queue, except those of the consumers `except`; reactions that were queued before come
 * first. If the queue does not accept them, they stay ready. If the commit is lost, they are on the queue and still ready, which
 * is harmless, because there is one job per reaction.
 */
export const takeReady = (
  db: Database,
  limit: number,
  enqueue: Enqueue,
  except: readonly string[] = [],
): Promise<Taken> =>
  move(
    db,
    Prisma.sql`
      SELECT outbox_id, consumer FROM reactions WHERE status = 'ready' AND consumer <> ALL(${except}::text[])
      ORDER BY queued_at, outbox_id LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
    enqueue,
  );

/** Puts those of these reactions on the queue that are still ready. */
export const takeThese = (db: Database, keys: readonly ReactionKey[], enqueue: Enqueue): Promise<Taken> =>
  move(
    db,
    Prisma.sql`
      SELECT reactions.outbox_id, reactions.consumer FROM ${given(keys)} JOIN reactions USING (outbox_id, consumer)
      WHERE ${statusOf('reactions')} = 'ready' FOR UPDATE OF reactions SKIP LOCKED`,
    enqueue,
  );

/**
 * Queues reactions again that are queued in the table but had no attempt for this time, in case the queue lost its jobs. A job
 * that still exists does not change. Reactions that should run at once come first: those without an attempt, or whose worker
 * died. Reactions that wait for a retry, perhaps for hours, come after them and do not delay the others.
 */
export const takeUnseen = (
  db: Database,
  { olderThanMs, limit }: { readonly olderThanMs: number; readonly limit: number },
  enqueue: Enqueue,
): Promise<Taken> => {
  const unseen = Prisma.sql`
    status = 'queued' AND queued_at < now() - make_interval(secs => ${olderThanMs / 1000})
      AND (lease_until IS NULL OR lease_until < now())`;
  const backsOff = Prisma.sql`attempts > 0 AND lease_until IS NULL`;
  return move(
    db,
    Prisma.sql`
      SELECT outbox_id, consumer FROM reactions WHERE (outbox_id, consumer) IN (
        SELECT outbox_id, consumer FROM (
          (SELECT outbox_id, consumer, 1 AS rank, queued_at FROM reactions WHERE ${unseen} AND NOT (${backsOff})
            ORDER BY queued_at, outbox_id LIMIT ${limit})
          UNION ALL
          (SELECT outbox_id, consumer, 2, queued_at FROM reactions WHERE ${unseen} AND ${backsOff}
            ORDER BY queued_at, outbox_id LIMIT ${limit})
        ) AS either ORDER BY rank, queued_at, outbox_id LIMIT ${limit}
      ) AND ${unseen}
      FOR UPDATE SKIP LOCKED`,
    enqueue,
  );
};

function move(db: Database, chosen: Prisma.Sql, enqueue: Enqueue): Promise<Taken> {
  return db.$transaction(
    async (tx) => {
      const due = await tx.$queryRaw<DueReaction[]>`
        WITH chosen AS MATERIALIZED (${chosen})
        SELECT ${DUE_COLUMNS} FROM chosen
        JOIN reactions USING (outbox_id, consumer) JOIN outbox ON outbox.id = reactions.outbox_id
        ORDER BY reactions.queued_at, reactions.outbox_id`;
      const queued = due.length > 0 ? await enqueue(due) : [];
      if (queued.length > 0) await markQueued(tx, queued);
      return { queued: queued.length, left: due.length - queued.length };
    },
    { maxWait: 10_000, timeout: 30_000 },
  );
}

const markQueued = (tx: Transaction, due: readonly DueReaction[]) => tx.$executeRaw`
  UPDATE reactions SET status = 'queued', queued_at = now() FROM ${given(due)}
  WHERE reactions.outbox_id = given.outbox_id AND reactions.consumer = given.consumer`;
