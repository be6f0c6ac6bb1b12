import type { Payload } from '@payspool/events';
import { type Priced, type PriceList, priceOrder, priceSubscription } from './price-list.ts';

/** What the customer may use, as one transition leaves it. */
export interface Entitlement {
  readonly status: 'granted' | 'revoked' | 'withheld';
  readonly reason: string | null;
  readonly item: string | null;
  readonly merchantRef: string | null;
  readonly customerRef: string | null;
  readonly planRef: string | null;
  readonly quantity: number | null;
  readonly validUntil: string | null;
}

/** By what the order is, not by which topic told it: whichever comes last decides the same. */
export function entitlementOfOrder(
  { order }: Payload<'order.paid'>,
  prices: PriceList | undefined,
): Entitlement {
  const { merchantRef, customerRef } = order;
  const about = { merchantRef, customerRef, planRef: null, quantity: null, validUntil: null };
  const priced = prices && priceOrder(prices, order);
  const lost = reasonToRevokeOrder(order);
  return { ...about, ...standing(lost, priced) };
}

export function entitlementOfSubscription(
  { subscription }: Payload<'subscription.activated'>,
  prices: PriceList | undefined,
): Entitlement {
  const { merchantRef, customerRef, planRef, quantity, status, currentPeriodEnd, trialEnd } = subscription;
  const about = {
    merchantRef,
    customerRef,
    planRef,
    quantity,
    validUntil: currentPeriodEnd ?? (status === 'trialing' ? trialEnd : null),
  };
  const lost = RUNS.has(status) ? null : status;
  return { ...about, ...standing(lost, prices && priceSubscription(prices, planRef)) };
}

/** While a payment is overdue and the provider goes on trying, it runs on. */
const RUNS: ReadonlySet<string> = new Set(['trialing', 'active', 'past_due']);

function reasonToRevokeOrder({ status, chargedBackMinor }: Payload<'order.paid'>['order']): string | null {
  if (chargedBackMinor > 0n) return 'charged_back';
  if (status === 'paid' || status === 'partially_refunded') return null;
  return status === 'refunded' ? 'refunded' : 'unpaid';
}

function standing(lost: string | null, priced: Priced | undefined) {
  const item = priced?.item ?? null;
  if (lost !== null) return { status: 'revoked', reason: lost, item } as const;
  if (priced && 'withheld' in priced) return { status: 'withheld', reason: priced.withheld, item } as const;
  return { status: 'granted', reason: null, item } as const;
}
