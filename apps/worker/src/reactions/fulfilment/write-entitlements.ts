import { type Database, Prisma, type Transaction } from '@payspool/db';
import type { TransitionSubject } from '@payspool/events';
import { releaseDuplicates, withholdDuplicate } from './duplicates.ts';
import type { Entitlement } from './entitlement.ts';

interface Owner {
  readonly provider: string;
  readonly account: string;
  /** By the name that the transition had for it when it was written. */
  readonly subject: TransitionSubject;
}

interface Written {
  readonly transitionId: bigint;
  readonly duplicates: 'grant' | 'withhold';
}

/**
 * Brings the row of one order or subscription to what a transition says, under the name that it has now. A transition that is older than
 * what the row reflects changes nothing, and so does one of an order or subscription that does not exist any more.
 *
 * @returns what was to be written; `undefined` where there is nothing to write it for
 */
export function writeEntitlement(
  db: Database,
  owner: Owner,
  {
    entitlement,
    transitionId,
    duplicates,
    completes = false,
  }: Written & {
    readonly entitlement: Entitlement;
    /** Completes what is there, and makes nothing new. */
    readonly completes?: boolean;
  },
): Promise<Entitlement | undefined> {
  return inTransaction(db, async (tx) => {
    const aggregateId = await lockAggregate(tx, transitionId);
    const ref = aggregateId === undefined ? undefined : await currentRef(tx, aggregateId, owner.subject);
    if (aggregateId === undefined || ref === undefined) return undefined;
    const { provider, account } = owner;
    const key = { provider, account, kind: owner.subject.kind, ref };
    if (completes && !(await isHeld(tx, key))) return undefined;
    const now = duplicates === 'withhold' ? await withholdDuplicate(tx, key, entitlement) : entitlement;
    await tx.$executeRaw`
      INSERT INTO entitlements AS held (provider, account, kind, ref, status, reason, item, merchant_ref, customer_ref, plan_ref, quantity,
        valid_until, granted_at, revoked_at, transition_id, aggregate_id)
      VALUES (${provider}, ${account}, ${key.kind}, ${ref}, ${now.status}, ${now.reason}, ${now.item},
        ${now.merchantRef}, ${now.customerRef}, ${now.planRef}, ${now.quantity}, ${now.validUntil}::timestamptz,
        CASE WHEN ${now.status} = 'granted' THEN now() END, CASE WHEN ${now.status} = 'revoked' THEN now() END, ${transitionId},
        ${aggregateId})
      ON CONFLICT (provider, account, kind, ref) DO UPDATE SET
        status = excluded.status, reason = excluded.reason, item = excluded.item, merchant_ref = excluded.merchant_ref,
        customer_ref = excluded.customer_ref, plan_ref = excluded.plan_ref, quantity = excluded.quantity,
        valid_until = excluded.valid_until, granted_at = coalesce(held.granted_at, excluded.granted_at),
        revoked_at = CASE WHEN excluded.status = 'revoked' THEN coalesce(held.revoked_at, excluded.revoked_at) END,
        transition_id = excluded.transition_id, aggregate_id = excluded.aggregate_id
      WHERE held.transition_id <= excluded.transition_id`;
    if (duplicates === 'withhold') await releaseDuplicates(tx, owner);
    return now;
  });
}

/** What was told under this name is no purchase or subscription of its own: what it is a part of has an entitlement of its own. */
export async function removeWithdrawn(
  db: Database,
  owner: Owner,
  { transitionId, duplicates }: Written,
): Promise<void> {
  const { kind } = owner.subject;
  await inTransaction(db, async (tx) => {
    const aggregateId = await lockAggregate(tx, transitionId);
    if (aggregateId === undefined) return;
    await tx.$executeRaw`
      DELETE FROM entitlements AS held
      WHERE held.aggregate_id = ${aggregateId} AND held.kind = ${kind} AND NOT EXISTS (
        SELECT 1 FROM orders WHERE held.kind = 'order' AND orders.aggregate_id = held.aggregate_id AND orders.order_ref = held.ref)
      AND NOT EXISTS (
        SELECT 1 FROM subscriptions
        WHERE held.kind = 'subscription' AND subscriptions.aggregate_id = held.aggregate_id AND subscriptions.subscription_ref = held.ref)`;
    if (duplicates === 'withhold') await releaseDuplicates(tx, owner);
  });
}

const inTransaction = <Result>(db: Database, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  db.$transaction(work, {
    isolationLevel: Prisma.TransactionIsolationLevel.ReadCommitted,
    maxWait: 10_000,
    timeout: 15_000,
  });

/**
 * Keeps the purchase or subscription of a transition as it is until the entitlement is written: whoever renames an order renames its
 * entitlement in the same transaction, and must not miss the one that is being written. Merged meanwhile, it is looked for again.
 */
async function lockAggregate(tx: Transaction, transitionId: bigint): Promise<bigint | undefined> {
  for (;;) {
    const transition = await tx.outbox.findUnique({
      where: { id: transitionId },
      select: { aggregateId: true },
    });
    if (!transition) return undefined;
    const { aggregateId } = transition;
    const locked = await tx.$queryRaw<unknown[]>`
      SELECT id FROM aggregates WHERE id = ${aggregateId} FOR SHARE`;
    const again = await tx.outbox.findUnique({ where: { id: transitionId }, select: { aggregateId: true } });
    if (again?.aggregateId !== aggregateId) continue;
    return locked.length > 0 ? aggregateId : undefined;
  }
}

const isHeld = async (
  tx: Transaction,
  key: { readonly provider: string; readonly account: string; readonly kind: string; readonly ref: string },
): Promise<boolean> => (await tx.entitlement.count({ where: key })) > 0;

/** A purchase has one order, whatever it was called; a subscription has kept its name, or is none any more. */
async function currentRef(
  tx: Transaction,
  aggregateId: bigint,
  { kind, ref }: TransitionSubject,
): Promise<string | undefined> {
  if (kind === 'order')
    return (await tx.order.findFirst({ where: { aggregateId }, select: { orderRef: true } }))?.orderRef;
  const found = await tx.subscription.findFirst({
    where: { aggregateId, subscriptionRef: ref },
    select: { subscriptionRef: true },
  });
  return found?.subscriptionRef;
}
