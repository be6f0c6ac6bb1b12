import type { Database } from '@payspool/db';
import { refold } from '../store/refold.ts';
import { DEFAULT_SETTINGS, type ProjectionSettings } from '../store/settings.ts';
import { inTransaction } from '../store/transaction.ts';

/**
 * Derives the rows of one purchase or subscription again, in place, safely beside running workers. With `react` what is new about it
 * is published; without, it is published with the next event. `undefined` when it was merged into another meanwhile.
 */
export function refoldAggregate(
  db: Database,
  aggregateId: bigint,
  {
    react = false,
    settings = DEFAULT_SETTINGS,
  }: { readonly react?: boolean; readonly settings?: ProjectionSettings } = {},
): Promise<{ readonly transitions: number } | undefined> {
  return inTransaction(db, async (tx) => {
    // Whoever changes an aggregate holds this lock; its history is read in a later statement, and so up to date.
    await tx.$executeRaw`SELECT id FROM aggregates WHERE id = ${aggregateId} FOR UPDATE`;
    const isThere = (await tx.aggregate.count({ where: { id: aggregateId } })) > 0;
    return isThere
      ? { transitions: await refold(tx, aggregateId, { silently: !react, settings }) }
      : undefined;
  });
}
