import { describe, expect, it } from 'vitest';
import { orderPayload, subscriptionPayload } from '../../../test/made-up-transition.ts';
import { type EntitlementRules, entitlementOfOrder, entitlementOfSubscription } from './entitlement.ts';

const prices = [
  { item: 'course', merchantRef: 'A-*', price: '2000.00', currency: 'EUR' },
  { item: 'gold', planRef: 'price_gold' },
];
const unpriced: EntitlementRules = { prices: undefined, fulfilmentBuyerRef: 'grant' };
const priced: EntitlementRules = { prices, fulfilmentBuyerRef: 'grant' };
const strict = { fulfilmentBuyerRef: 'withhold' } as const;

const NOW = new Date('2026-03-15T00:00:00.000Z');
const BEFORE = '2026-03-14T23:59:59.999Z';
const LATER = '2026-03-15T00:00:00.001Z';

describe('the entitlement of an order', () => {
  it.each([
    ['paid', {}, 'granted', null],
    ['refunded in part, and access is kept', { status: 'partially_refunded' }, 'granted', null],
    [
      'refunded in part, and access is not kept',
      { status: 'partially_refunded', access: 'revoked' },
      'revoked',
      'partially_refunded',
    ],
    ['disputed, and not lost', { disputed: true }, 'granted', null],
    ['charged back in part, and access is kept', { chargedBackMinor: 1n }, 'granted', null],
    ['refunded', { status: 'refunded', access: 'revoked' }, 'revoked', 'refunded'],
    [
      'charged back',
      { status: 'refunded', access: 'revoked', chargedBackMinor: 125_005n },
      'revoked',
      'charged_back',
    ],
    [
      'charged back in part, and access is not kept',
      { status: 'partially_refunded', access: 'revoked', chargedBackMinor: 1n },
      'revoked',
      'charged_back',
    ],
    ['pending', { status: 'pending', access: 'none' }, 'revoked', 'unpaid'],
    ['authorized alone', { status: 'authorized', access: 'none' }, 'revoked', 'unpaid'],
    ['failed', { status: 'failed', access: 'none' }, 'revoked', 'unpaid'],
    ['canceled', { status: 'canceled', access: 'none' }, 'revoked', 'unpaid'],
  ] as const)('%s', (_, change, status, reason) => {
    expect(entitlementOfOrder(orderPayload(change), unpriced)).toEqual({
      status,
      reason,
      item: null,
      merchantRef: 'A-17',
      customerRef: 'cus_1',
      planRef: null,
      quantity: null,
      validUntil: null,
    });
  });

  it('is withheld while less than the price is paid, and revoked when it is refunded', () => {
    expect(entitlementOfOrder(orderPayload(), priced)).toMatchObject({
      status: 'withheld',
      reason: 'price_too_low',
      item: 'course',
    });
    const refunded = orderPayload({ status: 'refunded', access: 'revoked' });
    expect(entitlementOfOrder(refunded, priced)).toMatchObject({
      status: 'revoked',
      reason: 'refunded',
      item: 'course',
    });
    expect(entitlementOfOrder(orderPayload({ paidMinor: 200_000n }), priced).status).toBe('granted');
  });
});

describe('a merchant reference that the buyer may have written', () => {
  const ofBuyer = orderPayload({ merchantRefWriter: 'buyer' });
  const paidInFull = orderPayload({ merchantRefWriter: 'buyer', paidMinor: 200_000n });

  it.each([
    ['is granted by default', ofBuyer, unpriced, 'granted', null],
    [
      'is withheld without a price list',
      ofBuyer,
      { ...unpriced, ...strict },
      'withheld',
      'merchant_ref_from_buyer',
    ],
    [
      'is withheld if the listed price is higher',
      ofBuyer,
      { ...priced, ...strict },
      'withheld',
      'price_too_low',
    ],
    ['is granted if the listed price is paid', paidInFull, { ...priced, ...strict }, 'granted', null],
    ['of the merchant is granted', orderPayload(), { ...unpriced, ...strict }, 'granted', null],
    [
      'that is missing is granted',
      orderPayload({ merchantRef: null, merchantRefField: null, merchantRefWriter: null }),
      { ...unpriced, ...strict },
      'granted',
      null,
    ],
    [
      'is revoked when the money went back',
      orderPayload({ merchantRefWriter: 'buyer', status: 'refunded', access: 'revoked' }),
      { ...unpriced, ...strict },
      'revoked',
      'refunded',
    ],
  ] as const)('%s', (_, payload, rules, status, reason) => {
    expect(entitlementOfOrder(payload, rules)).toMatchObject({ status, reason });
  });

  it('does not matter for a subscription with a listed plan', () => {
    const rules = { ...priced, ...strict };
    const gold = subscriptionPayload({ merchantRefWriter: 'buyer', planRef: 'price_gold' });
    expect(entitlementOfSubscription(gold, { at: NOW, rules }).status).toBe('granted');
    expect(entitlementOfSubscription(gold, { at: NOW, rules: { ...unpriced, ...strict } })).toMatchObject({
      status: 'withheld',
      reason: 'merchant_ref_from_buyer',
    });
  });
});

describe('the entitlement of a subscription', () => {
  it.each([
    ['runs as a trial', { status: 'trialing' }, 'granted', null],
    ['runs', { status: 'active' }, 'granted', null],
    ['is overdue', { status: 'past_due' }, 'granted', null],
    ['has not begun', { status: 'incomplete', access: 'none' }, 'revoked', 'incomplete'],
    ['expired before it began', { status: 'expired', access: 'none' }, 'revoked', 'expired'],
    [
      'was canceled, and is paid for longer',
      { status: 'canceled', validUntil: LATER, accessEndReason: 'canceled' },
      'granted',
      null,
    ],
    [
      'was canceled, and was paid until now',
      { status: 'canceled', validUntil: NOW.toISOString(), accessEndReason: 'canceled' },
      'revoked',
      'canceled',
    ],
    [
      'has expired',
      { status: 'expired', validUntil: BEFORE, accessEndReason: 'expired' },
      'revoked',
      'expired',
    ],
    [
      'runs, and its money went back',
      { status: 'active', validUntil: BEFORE, accessEndReason: 'charged_back' },
      'revoked',
      'charged_back',
    ],
    [
      'runs, and is not collected for now',
      { status: 'active', validUntil: LATER, accessEndReason: 'collection_paused' },
      'granted',
      null,
    ],
  ] as const)('that %s', (_, change, status, reason) => {
    const payload = subscriptionPayload(change);
    expect(entitlementOfSubscription(payload, { at: NOW, rules: unpriced })).toEqual({
      status,
      reason,
      item: null,
      merchantRef: null,
      customerRef: 'cus_1',
      planRef: 'price_1',
      quantity: 1,
      validUntil: payload.subscription.validUntil,
    });
  });

  it('has ended if that was published, with any local clock', () => {
    const ending = subscriptionPayload({
      status: 'canceled',
      validUntil: LATER,
      accessEndReason: 'canceled',
    });
    expect(entitlementOfSubscription(ending, { at: 'ended', rules: unpriced })).toMatchObject({
      status: 'revoked',
      reason: 'canceled',
    });
  });

  it('does not end because a period or a trial has an end', () => {
    const payload = subscriptionPayload({ status: 'active', currentPeriodEnd: BEFORE, trialEnd: BEFORE });
    expect(entitlementOfSubscription(payload, { at: NOW, rules: unpriced })).toMatchObject({
      status: 'granted',
      validUntil: null,
    });
  });

  it('is withheld if its plan is not listed', () => {
    const payload = subscriptionPayload({ status: 'active' });
    expect(entitlementOfSubscription(payload, { at: NOW, rules: priced })).toMatchObject({
      status: 'withheld',
      reason: 'not_on_price_list',
    });
  });
});
