import type { Database, Prisma } from '@payspool/db';
import { reactionCondition, type ReactionFilter } from './retry.ts';

/** Finds transitions with their reactions, newest first. */
export async function findTransitions(db: Database, filter: ReactionFilter, limit: number) {
  const found = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM outbox WHERE EXISTS (
      SELECT 1 FROM (SELECT 1) AS one LEFT JOIN reactions ON reactions.outbox_id = outbox.id
      WHERE ${reactionCondition(filter)})
    ORDER BY id DESC LIMIT ${limit}`;
  return load(db, { id: { in: found.map(({ id }) => id) } }, 'desc');
}

/** The transitions that one event caused, in the order of publishing. */
export const transitionsOfEvent = (
  db: Database,
  event: { readonly provider: string; readonly account: string; readonly eventKey: string },
) => load(db, { provider: event.provider, account: event.account, eventKey: event.eventKey }, 'asc');

const load = (db: Database, where: Prisma.OutboxWhereInput, order: 'asc' | 'desc') =>
  db.outbox.findMany({
    where,
    orderBy: { id: order },
    include: { reactions: { orderBy: { consumer: 'asc' }, omit: { aggregateId: true, outboxId: true } } },
    omit: { aggregateId: true },
  });

export type FoundTransition = Awaited<ReturnType<typeof findTransitions>>[number];
