import { Prisma, type Transaction } from '@payspool/db';
import type { TransitionSubject } from '@payspool/events';
import { DUPLICATE, lockAccounts, releaseDuplicates, roundsWithoutSharedIds } from './duplicates.ts';
import type { Entitlement } from './entitlement.ts';

/** The change that one transition makes to the entitlement of its order or subscription. */
export interface EntitlementChange {
  readonly transitionId: bigint;
  /** The purchase or subscription, which is locked. */
  readonly aggregateId: bigint;
  readonly provider: string;
  readonly account: string;
  /** The reference in the transition when it was written. */
  readonly subject: Pick<TransitionSubject, 'kind' | 'ref'>;
  /** `undefined`: the published purchase or subscription does not exist by itself. The one to which it belongs has its own entitlement. */
  readonly entitlement: Entitlement | undefined;
  /** Completes an existing row and creates no new one. */
  readonly completes: boolean;
}

/** The entitlement that was to be written for a transition. */
export interface WrittenEntitlement {
  readonly transitionId: bigint;
  readonly status: Entitlement['status'];
  readonly reason: string | null;
}

/**
 * Writes the entitlements of orders and subscriptions under their current references. The result is the same as writing them one by
 * one in order. It uses one statement if no two changes share a merchant reference, or if duplicates are granted. A transition that is
 * older than the one in the row changes nothing.
 *
 * The input has at most one change per purchase or subscription, and these are locked: a transaction that changes the reference of an
 * order also changes its entitlement, and must not miss one that is being written.
 *
 * @returns the entitlements that were to be written, without those whose order or subscription does not exist
 */
export async function writeEntitlements(
  tx: Transaction,
  changes: readonly EntitlementChange[],
  { duplicates }: { readonly duplicates: 'grant' | 'withhold' },
): Promise<WrittenEntitlement[]> {
  if (changes.length === 0) return [];
  if (duplicates === 'grant') return write(tx, changes, duplicates);
  await lockAccounts(tx, changes);
  const written: WrittenEntitlement[] = [];
  for (const round of await roundsWithoutSharedIds(tx, changes)) {
    written.push(...(await write(tx, round, duplicates)));
    await releaseDuplicates(tx, round);
  }
  return written;
}

const CHANGE_COLUMNS = Prisma.sql`
  "transitionId" bigint, "aggregateId" bigint, provider text, account text, kind text, "publishedRef" text, withdrawn boolean,
  completes boolean, status text, reason text, item text, "merchantRef" text, "customerRef" text, "planRef" text, quantity bigint,
  "validUntil" timestamptz`;

/** Writes the changes in one statement. If duplicates are withheld, no two changes have the same merchant reference. */
function write(
  tx: Transaction,
  changes: readonly EntitlementChange[],
  duplicates: 'grant' | 'withhold',
): Promise<WrittenEntitlement[]> {
  return tx.$queryRaw<WrittenEntitlement[]>`
    WITH given AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(changes.map(rowOf))}::json) AS given (${CHANGE_COLUMNS})
    ), named AS MATERIALIZED (
      -- A purchase has one order under any name. A subscription keeps its name, or does not exist any more.
      SELECT given.*, CASE kind
        WHEN 'order' THEN (SELECT order_ref FROM orders WHERE aggregate_id = "aggregateId" LIMIT 1)
        ELSE (SELECT subscription_ref FROM subscriptions WHERE aggregate_id = "aggregateId" AND subscription_ref = "publishedRef" LIMIT 1)
        END AS ref
      FROM given WHERE NOT withdrawn
    ), wanted AS MATERIALIZED (
      SELECT named.*, is_duplicate FROM named CROSS JOIN LATERAL (SELECT ${isDuplicate(duplicates)} AS is_duplicate) AS asked
      WHERE ref IS NOT NULL AND (NOT completes OR EXISTS (
        SELECT 1 FROM entitlements AS held WHERE held.provider = named.provider AND held.account = named.account
          AND held.kind = named.kind AND held.ref = named.ref))
    ), judged AS MATERIALIZED (
      SELECT *, CASE WHEN is_duplicate THEN 'withheld' ELSE status END AS new_status,
        CASE WHEN is_duplicate THEN ${DUPLICATE} ELSE reason END AS new_reason
      FROM wanted
    ), written AS (
      INSERT INTO entitlements AS held (provider, account, kind, ref, status, reason, item, merchant_ref, customer_ref, plan_ref, quantity,
        valid_until, granted_at, revoked_at, transition_id, aggregate_id)
      SELECT provider, account, kind, ref, new_status, new_reason, item, "merchantRef", "customerRef", "planRef", quantity, "validUntil",
        CASE WHEN new_status = 'granted' THEN now() END, CASE WHEN new_status = 'revoked' THEN now() END, "transitionId", "aggregateId"
      FROM judged ORDER BY provider, account, kind, ref
      ON CONFLICT (provider, account, kind, ref) DO UPDATE SET
        status = excluded.status, reason = excluded.reason, item = excluded.item, merchant_ref = excluded.merchant_ref,
        customer_ref = excluded.customer_ref, plan_ref = excluded.plan_ref, quantity = excluded.quantity,
        valid_until = excluded.valid_until, granted_at = coalesce(held.granted_at, excluded.granted_at),
        revoked_at = CASE WHEN excluded.status = 'revoked' THEN coalesce(held.revoked_at, excluded.revoked_at) END,
        transition_id = excluded.transition_id, aggregate_id = excluded.aggregate_id
      WHERE held.transition_id <= excluded.transition_id
    ), removed AS (
      DELETE FROM entitlements AS held USING given
      WHERE given.withdrawn AND held.aggregate_id = given."aggregateId" AND held.kind = given.kind AND NOT EXISTS (
        SELECT 1 FROM orders WHERE held.kind = 'order' AND orders.aggregate_id = held.aggregate_id AND orders.order_ref = held.ref)
      AND NOT EXISTS (
        SELECT 1 FROM subscriptions
        WHERE held.kind = 'subscription' AND subscriptions.aggregate_id = held.aggregate_id AND subscriptions.subscription_ref = held.ref)
    )
    SELECT "transitionId", new_status AS status, new_reason AS reason FROM judged`;
}

/** Whether another entitlement with the same merchant reference is granted, and this one is not. */
const isDuplicate = (duplicates: 'grant' | 'withhold'): Prisma.Sql =>
  duplicates === 'grant'
    ? Prisma.sql`false`
    : Prisma.sql`named.status = 'granted' AND (
        SELECT count(*) > 0 AND NOT bool_or(holder.kind = named.kind AND holder.ref = named.ref) FROM entitlements AS holder
        WHERE holder.provider = named.provider AND holder.account = named.account
          AND holder.merchant_ref = named."merchantRef" AND holder.status = 'granted')`;

/** Ids may be too large for a JSON number. */
const rowOf = ({
  entitlement,
  subject,
  transitionId,
  aggregateId,
  provider,
  account,
  completes,
}: EntitlementChange) => ({
  provider,
  account,
  completes,
  ...entitlement,
  transitionId: transitionId.toString(),
  aggregateId: aggregateId.toString(),
  kind: subject.kind,
  publishedRef: subject.ref,
  withdrawn: entitlement === undefined,
});
