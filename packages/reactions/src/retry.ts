import { type Database, OUTBOX_CHANNEL, Prisma } from '@payspool/db';
import { promoteAll } from './promote.ts';

export interface ReactionFilter {
  readonly id?: bigint | undefined;
  readonly topic?: string | undefined;
  readonly consumer?: string | undefined;
  /** Reference of an order, payment or subscription, as in the outbox or as the provider names it. */
  readonly ref?: string | undefined;
  readonly status?: string | undefined;
  /** By the time at which the transition was written. */
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** The filter over `reactions` joined with `outbox`. */
export function reactionCondition({
  id,
  topic,
  consumer,
  ref,
  status,
  since,
  until,
}: ReactionFilter): Prisma.Sql {
  const conditions = [
    id !== undefined && Prisma.sql`outbox.id = ${id}`,
    topic && Prisma.sql`outbox.topic = ${topic}`,
    consumer && Prisma.sql`reactions.consumer = ${consumer}`,
    ref &&
      Prisma.sql`(outbox.aggregate_ref = ${ref} OR outbox.aggregate_id IN (SELECT aggregate_id FROM aliases WHERE ref = ${ref}))`,
    status && Prisma.sql`reactions.status = ${status}::reaction_status`,
    since && Prisma.sql`outbox.created_at >= ${since}`,
    until && Prisma.sql`outbox.created_at < ${until}`,
  ];
  return Prisma.join(
    [Prisma.sql`true`, ...conditions.filter((condition) => typeof condition === 'object')],
    ' AND ',
  );
}

const AGAIN = { failed: ['failed', 'skipped'], all: ['failed', 'skipped', 'succeeded'] } as const;

/**
 * Retries finished reactions, each at its turn: failed and skipped ones, and with `again: 'all'` also those that succeeded. They
 * keep their idempotency keys. Their transitions count as undelivered again, so that none is deleted meanwhile. Returns the
 * number of reactions.
 */
export async function retryReactions(
  db: Database,
  filter: ReactionFilter,
  { again }: { readonly again: keyof typeof AGAIN },
): Promise<number> {
  const count = await db.$executeRaw`
    WITH again AS MATERIALIZED (
      SELECT outbox.id, reactions.consumer FROM reactions JOIN outbox ON outbox.id = reactions.outbox_id
      WHERE reactions.status::text = ANY(${[...AGAIN[again]]}::text[]) AND ${reactionCondition(filter)}
      ORDER BY outbox.id FOR UPDATE
    ), undelivered AS (
      UPDATE outbox SET delivered_at = NULL WHERE id IN (SELECT id FROM again) AND delivered_at IS NOT NULL
    )
    UPDATE reactions SET status = 'waiting', finished_at = NULL, queued_at = NULL
    FROM again WHERE reactions.outbox_id = again.id AND reactions.consumer = again.consumer`;
  await promoteAll(db);
  await db.$executeRaw`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`;
  return count;
}

/** The number of reactions that `retryReactions` would retry. */
export async function countRetryable(
  db: Database,
  filter: ReactionFilter,
  { again }: { readonly again: keyof typeof AGAIN },
): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM reactions JOIN outbox ON outbox.id = reactions.outbox_id
    WHERE reactions.status::text = ANY(${[...AGAIN[again]]}::text[]) AND ${reactionCondition(filter)}`;
  return Number(row?.count ?? 0);
}
