import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Database, OUTBOX_CHANNEL, type Transaction } from '@payspool/db';
import { readAggregate } from '../store/load-aggregates.ts';
import { publishedOf } from '../store/recall-folds.ts';
import { refold } from '../store/refold.ts';
import { DEFAULT_SETTINGS, type ProjectionSettings } from '../store/settings.ts';
import { inTransaction } from '../store/transaction.ts';
import { keepPublished } from './regroup.ts';

/**
 * Publishes the history of one purchase or subscription to some consumers only. It is for purchases that were imported, of which nothing
 * was published: other consumers get only what happens later. A purchase with published transitions, or with news that every consumer
 * should get, is left alone.
 *
 * @returns the number of transitions that these consumers get
 */
export const publishTo = (
  db: Database,
  aggregateId: bigint,
  {
    consumers,
    settings = DEFAULT_SETTINGS,
  }: { readonly consumers: readonly string[]; readonly settings?: ProjectionSettings },
): Promise<number> =>
  inTransaction(db, async (tx) => {
    // Every transaction that changes an aggregate takes this lock.
    await tx.$executeRaw`SELECT id FROM aggregates WHERE id = ${aggregateId} FOR UPDATE`;
    if (!(await isUnpublished(tx, aggregateId))) return 0;
    // The consumers are named here, so no topic counts as one without consumers.
    const { subscribedTopics: _, ...folding } = settings;
    if ((await refold(tx, aggregateId, { silently: true, settings: folding })) > 0) return 0;
    await keepPublished(tx, aggregateId, []);
    await refold(tx, aggregateId, { settings: folding });
    return dispatchTo(tx, aggregateId, consumers);
  });

async function isUnpublished(tx: Transaction, id: bigint): Promise<boolean> {
  if ((await tx.aggregate.count({ where: { id } })) === 0) return false;
  const published = await publishedOf(tx, await readAggregate(tx, id), nextTurn);
  return published.every(({ isPublished, counts }) => !isPublished && Object.keys(counts).length === 0);
}

/** Writes the reactions of the new transitions, in the transaction that wrote these, so that no relay finds them without. */
async function dispatchTo(
  tx: Transaction,
  aggregateId: bigint,
  consumers: readonly string[],
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    WITH mine AS (
      UPDATE outbox SET dispatched_at = now()
      WHERE aggregate_id = ${aggregateId} AND dispatched_at IS NULL RETURNING id, aggregate_id
    ), written AS (
      INSERT INTO reactions (outbox_id, consumer, aggregate_id, status)
      SELECT mine.id, consumer, mine.aggregate_id, 'waiting' FROM mine, unnest(${[...consumers]}::text[]) AS consumer
    )
    SELECT count(*) AS count, pg_notify(${OUTBOX_CHANNEL}, '')::text AS notified FROM mine`;
  return Number(row?.count ?? 0);
}
