import type { Payload } from '@payspool/events';
import { type Priced, type PriceList, priceOrder, priceSubscription } from './price-list.ts';
import type { FulfilmentSettings } from './settings.ts';

/** The entitlement of the customer after one transition. */
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

/** The checks in addition to the payment. */
export interface EntitlementRules extends Pick<FulfilmentSettings, 'fulfilmentBuyerRef'> {
  readonly prices: PriceList | undefined;
}

/** Decides by the state of the order, not by the topic: the last transition leads to the same result, whatever its topic is. */
export function entitlementOfOrder({ order }: Payload<'order.paid'>, rules: EntitlementRules): Entitlement {
  const { merchantRef, customerRef } = order;
  const about = { merchantRef, customerRef, planRef: null, quantity: null, validUntil: null };
  const priced = rules.prices && priceOrder(rules.prices, order);
  return { ...about, ...statusOf(reasonToRevokeOrder(order), { priced, about: order, rules }) };
}

/**
 * Granted until `validUntil`, if it is set. Billing may have ended long before; that alone revokes nothing.
 *
 * @param at the time of writing; `'ended'` for a transition that says that access has ended, which counts even if this clock differs
 */
export function entitlementOfSubscription(
  { subscription }: Payload<'subscription.activated'>,
  { at, rules }: { readonly at: Date | 'ended'; readonly rules: EntitlementRules },
): Entitlement {
  const { merchantRef, customerRef, planRef, quantity, validUntil } = subscription;
  const about = { merchantRef, customerRef, planRef, quantity, validUntil };
  const priced = rules.prices && priceSubscription(rules.prices, planRef);
  return {
    ...about,
    ...statusOf(reasonToRevokeSubscription(subscription, at), { priced, about: subscription, rules }),
  };
}

function reasonToRevokeOrder({
  access,
  status,
  chargedBackMinor,
}: Payload<'order.paid'>['order']): string | null {
  if (access === 'granted') return null;
  if (access === 'none') return 'unpaid';
  if (chargedBackMinor > 0n) return 'charged_back';
  return status === 'partially_refunded' ? 'partially_refunded' : 'refunded';
}

function reasonToRevokeSubscription(
  { access, status, validUntil, accessEndReason }: Payload<'subscription.activated'>['subscription'],
  at: Date | 'ended',
): string | null {
  if (access === 'none') return status;
  if (validUntil === null) return null;
  if (at !== 'ended' && validUntil > at.toISOString()) return null;
  return accessEndReason ?? status;
}

function statusOf(
  lost: string | null,
  {
    priced,
    about: { merchantRefWriter },
    rules: { fulfilmentBuyerRef },
  }: {
    readonly priced: Priced | undefined;
    readonly about: { readonly merchantRefWriter: 'merchant' | 'buyer' | null };
    readonly rules: EntitlementRules;
  },
) {
  const item = priced?.item ?? null;
  if (lost !== null) return { status: 'revoked', reason: lost, item } as const;
  if (priced && 'withheld' in priced) return { status: 'withheld', reason: priced.withheld, item } as const;
  if (!priced && merchantRefWriter === 'buyer' && fulfilmentBuyerRef === 'withhold')
    return { status: 'withheld', reason: 'merchant_ref_from_buyer', item } as const;
  return { status: 'granted', reason: null, item } as const;
}
