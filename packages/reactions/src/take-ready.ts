import { type Database, Prisma, type Transaction } from '@payspool/db';
import { DUE_COLUMNS, type DueReaction } from './due-reaction.ts';

/** Resolves with those that will run; another is being run, or has just been, and has to be brought again. */
type Enqueue = (reactions: readonly DueReaction[]) => Promise<readonly DueReaction[]>;

interface Taken {
  readonly queued: number;
  /** Those that have to be brought again. */
  readonly left: number;
}

/** Whether there is anything to take: cheaper than to try. */
export async function hasReady(db: Database): Promise<boolean> {
  const [row] = await db.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM reactions WHERE status = 'ready') AS found`;
  return row?.found ?? false;
}

/**
 * Puts the oldest ready reactions on the queue. Where the queue does not take them they stay ready; where the commit is lost they are on the
 * queue and ready, which is harmless: a job is one per reaction.
 */
export const takeReady = (db: Database, limit: number, enqueue: Enqueue): Promise<Taken> =>
  move(db, Prisma.sql`reactions.status = 'ready'`, limit, enqueue);

/**
 * Puts reactions on the queue again that it should have had for so long without an attempt: a queue that lost its memory is filled anew.
 * One that it still has stays as it is.
 */
export const takeUnseen = (
  db: Database,
  { olderThanMs, limit }: { readonly olderThanMs: number; readonly limit: number },
  enqueue: Enqueue,
): Promise<Taken> =>
  move(
    db,
    Prisma.sql`reactions.status = 'queued'
      AND reactions.queued_at < now() - make_interval(secs => ${olderThanMs / 1000})
      AND (reactions.lease_until IS NULL OR reactions.lease_until < now())`,
    limit,
    enqueue,
  );

function move(db: Database, condition: Prisma.Sql, limit: number, enqueue: Enqueue): Promise<Taken> {
  return db.$transaction(
    async (tx) => {
      const due = await tx.$queryRaw<DueReaction[]>`
        SELECT ${DUE_COLUMNS} FROM reactions JOIN outbox ON outbox.id = reactions.outbox_id
        WHERE ${condition}
        ORDER BY reactions.queued_at NULLS FIRST, reactions.outbox_id LIMIT ${limit}
        FOR UPDATE OF reactions SKIP LOCKED`;
      const queued = due.length > 0 ? await enqueue(due) : [];
      if (queued.length > 0) await markQueued(tx, queued);
      return { queued: queued.length, left: due.length - queued.length };
    },
    { maxWait: 10_000, timeout: 30_000 },
  );
}

const markQueued = (tx: Transaction, due: readonly DueReaction[]) => tx.$executeRaw`
  UPDATE reactions SET status = 'queued', queued_at = now()
  FROM unnest(${due.map(({ outboxId }) => outboxId)}::bigint[], ${due.map(({ consumer }) => consumer)}::text[])
    AS taken (outbox_id, consumer)
  WHERE reactions.outbox_id = taken.outbox_id AND reactions.consumer = taken.consumer`;
