import type { Transaction } from '@payspool/db';

/**
 * Locks the purchase or subscription of a transition until the transaction ends, for a reaction that runs alone. If it was merged
 * meanwhile, it is searched again.
 *
 * @returns its id; `undefined` if it no longer exists
 */
export async function lockAggregate(tx: Transaction, transitionId: bigint): Promise<bigint | undefined> {
  for (;;) {
    const aggregateId = await aggregateOf(tx, transitionId);
    if (aggregateId === undefined) return undefined;
    const locked = await tx.$queryRaw<unknown[]>`
      SELECT id FROM aggregates WHERE id = ${aggregateId} FOR SHARE`;
    if ((await aggregateOf(tx, transitionId)) === aggregateId)
      return locked.length > 0 ? aggregateId : undefined;
  }
}

async function aggregateOf(tx: Transaction, transitionId: bigint): Promise<bigint | undefined> {
  const [transition] = await tx.$queryRaw<{ aggregateId: bigint }[]>`
    SELECT aggregate_id AS "aggregateId" FROM outbox WHERE id = ${transitionId}`;
  return transition?.aggregateId;
}
