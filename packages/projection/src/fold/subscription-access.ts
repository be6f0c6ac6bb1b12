import type { AccessEndReason, SubscriptionStatus } from '@payspool/events';
import type { PaymentBalance } from './balances.ts';
import type { AccessPolicy } from './context.ts';
import { lastPeriod, type PaidPeriods, type PeriodFacts } from './paid-periods.ts';
import { keptUntil, type PaidUntil, paidUntil } from './paid-until.ts';
import type { SubscriptionRow } from './rows.ts';
import type { SubscriptionFacts } from './subscription.ts';

type AccessColumns = Pick<
  SubscriptionRow,
  'paidPeriodStart' | 'paidUntil' | 'paidUntilSource' | 'access' | 'validUntil' | 'accessEndReason'
>;

/** Statuses in which the provider continues billing. In these, time alone ends no access. */
const LIVE: ReadonlySet<SubscriptionStatus> = new Set(['trialing', 'active', 'past_due']);
export const isLive = (status: SubscriptionStatus | undefined): boolean =>
  status !== undefined && LIVE.has(status);

/** When access ends, and why. */
interface End {
  readonly at: string;
  readonly reason: AccessEndReason;
}

/** When all money of a period had gone back, and how. */
export type Loss = End;

/**
 * Returns until when a subscription is paid, and what that means for access. Billing and access are separate: after the
 * end of billing, access lasts as long as it was paid for; a refund can end it while billing continues. See
 * docs/reference/access.md.
 */
export function subscriptionAccess(
  facts: SubscriptionFacts,
  {
    periods,
    lossOf,
    policy,
  }: {
    readonly periods: PaidPeriods;
    readonly lossOf: (period: PeriodFacts) => Loss | undefined;
    readonly policy: AccessPolicy;
  },
): AccessColumns {
  const last = lastPeriod(periods);
  const loss = last && lossOf(last);
  const paid = keptUntil(periods);
  const columns = {
    paidPeriodStart: last?.start ?? null,
    paidUntil: paid?.end ?? null,
    paidUntilSource: paid?.source ?? null,
  };
  if (!facts.liveSince && !last)
    return { access: 'none', validUntil: null, accessEndReason: null, ...columns };
  // The end if all money had been kept. A loss after it has no effect.
  const end = isLive(facts.status)
    ? endWhileLive(facts, paid, policy)
    : endOfBilling(facts, paidUntil(periods), policy);
  const first = loss && (!end || loss.at < end.at) ? loss : end;
  return {
    access: 'granted',
    validUntil: first?.at ?? null,
    accessEndReason: first?.reason ?? null,
    ...columns,
  };
}

/**
 * Returns when all money of a period had gone back; `undefined` while any of it is kept, or if nothing was due.
 *
 * @param payments the payments of the period
 */
export function lossOfPayments(payments: readonly PaymentBalance[]): Loss | undefined {
  const paying = payments.filter(({ status }) => status === 'succeeded');
  if (paying.length === 0 || !paying.every(isLost)) return undefined;
  const at = paying.reduce((last, { returnedAt = '' }) => (returnedAt > last ? returnedAt : last), '');
  const reason = paying.some(({ chargedBackMinor }) => chargedBackMinor > 0n) ? 'charged_back' : 'refunded';
  return at === '' ? undefined : { at, reason };
}

const isLost = ({ amount, refundedMinor, chargedBackMinor }: PaymentBalance): boolean =>
  amount !== undefined && amount.amountMinor > 0n && refundedMinor + chargedBackMinor >= amount.amountMinor;

function endWhileLive(
  { collectionPaused, collectionPausedAt }: SubscriptionFacts,
  paid: PaidUntil | undefined,
  { whileCollectionPaused }: AccessPolicy,
): End | undefined {
  if (!collectionPaused || collectionPausedAt === undefined || whileCollectionPaused === 'keep')
    return undefined;
  return { at: later(paid?.end, collectionPausedAt), reason: 'collection_paused' };
}

/**
 * Access lasts as long as it was paid for, and at least until billing ended: an unpaid renewal was tolerated until then.
 */
function endOfBilling(
  { status = 'incomplete', leftAt, liveStatus, trialEnd, currentPeriodEnd }: SubscriptionFacts,
  paid: PaidUntil | undefined,
  { whenEndUnknown }: AccessPolicy,
): End | undefined {
  if (leftAt === undefined) return undefined;
  const trial = liveStatus === 'trialing' ? trialEnd : undefined;
  const unknown = whenEndUnknown === 'period' ? currentPeriodEnd : undefined;
  return { at: later(paid?.end ?? trial ?? unknown, leftAt), reason: status as AccessEndReason };
}

const later = (a: string | null | undefined, b: string): string => (a != null && a > b ? a : b);
