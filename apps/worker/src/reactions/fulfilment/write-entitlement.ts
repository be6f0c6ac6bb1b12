import type { Database } from '@payspool/db';
import type { TransitionSubject } from '@payspool/events';
import type { Entitlement } from './entitlement.ts';

interface Owner {
  readonly provider: string;
  readonly account: string;
  readonly subject: TransitionSubject;
}

/** Brings the row of one order or subscription to what a transition says; one that is older than what the row reflects changes nothing. */
export async function writeEntitlement(
  db: Database,
  { provider, account, subject }: Owner,
  { entitlement: now, transitionId }: { readonly entitlement: Entitlement; readonly transitionId: bigint },
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO entitlements AS held (provider, account, kind, ref, status, reason, item, merchant_ref, customer_ref, plan_ref, quantity,
      valid_until, granted_at, revoked_at, transition_id)
    VALUES (${provider}, ${account}, ${subject.kind}, ${subject.ref}, ${now.status}, ${now.reason}, ${now.item},
      ${now.merchantRef}, ${now.customerRef}, ${now.planRef}, ${now.quantity}, ${now.validUntil}::timestamptz,
      CASE WHEN ${now.status} = 'granted' THEN now() END, CASE WHEN ${now.status} = 'revoked' THEN now() END, ${transitionId})
    ON CONFLICT (provider, account, kind, ref) DO UPDATE SET
      status = excluded.status, reason = excluded.reason, item = excluded.item, merchant_ref = excluded.merchant_ref,
      customer_ref = excluded.customer_ref, plan_ref = excluded.plan_ref, quantity = excluded.quantity,
      valid_until = excluded.valid_until, granted_at = coalesce(held.granted_at, excluded.granted_at),
      revoked_at = CASE WHEN excluded.status = 'revoked' THEN coalesce(held.revoked_at, excluded.revoked_at) END,
      transition_id = excluded.transition_id
    WHERE held.transition_id <= excluded.transition_id`;
}

/** What stood under this name was no purchase or subscription of its own. */
export async function withdrawEntitlement(
  db: Database,
  { provider, account, subject }: Owner,
  transitionId: bigint,
): Promise<void> {
  await db.$executeRaw`
    UPDATE entitlements SET status = 'revoked', reason = 'withdrawn', revoked_at = coalesce(revoked_at, now()), transition_id = ${transitionId}
    WHERE provider = ${provider} AND account = ${account} AND kind = ${subject.kind} AND ref = ${subject.ref}
      AND transition_id < ${transitionId}`;
}
