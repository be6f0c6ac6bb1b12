import { describe, expect, it } from 'vitest';
import { orderPayload, subscriptionPayload } from '../../../test/made-up-transition.ts';
import { entitlementOfOrder, entitlementOfSubscription } from './entitlement.ts';

const prices = [{ item: 'course', merchantRef: 'A-*', price: '2000.00', currency: 'EUR' }];
const order = (change: Parameters<typeof orderPayload>[0]) =>
  entitlementOfOrder(orderPayload(change), undefined);
const END = '2026-04-02T00:00:00.000Z';

describe('what an order entitles to', () => {
  it.each([
    ['paid', {}, 'granted', null],
    ['refunded in part', { status: 'partially_refunded' }, 'granted', null],
    ['disputed, and not lost', { disputed: true }, 'granted', null],
    ['refunded', { status: 'refunded' }, 'revoked', 'refunded'],
    ['charged back', { chargedBackMinor: 1n }, 'revoked', 'charged_back'],
    [
      'charged back, whatever its status',
      { status: 'refunded', chargedBackMinor: 1n },
      'revoked',
      'charged_back',
    ],
    ['pending', { status: 'pending' }, 'revoked', 'unpaid'],
    ['authorized alone', { status: 'authorized' }, 'revoked', 'unpaid'],
    ['failed', { status: 'failed' }, 'revoked', 'unpaid'],
    ['canceled', { status: 'canceled' }, 'revoked', 'unpaid'],
  ] as const)('%s', (_, change, status, reason) => {
    expect(order(change)).toMatchObject({ status, reason, merchantRef: 'A-17', customerRef: 'cus_1' });
  });

  it('is withheld while it is paid below its price, and revoked when it is refunded all the same', () => {
    expect(entitlementOfOrder(orderPayload(), prices)).toMatchObject({
      status: 'withheld',
      reason: 'price_too_low',
      item: 'course',
    });
    expect(entitlementOfOrder(orderPayload({ status: 'refunded' }), prices)).toMatchObject({
      status: 'revoked',
      reason: 'refunded',
      item: 'course',
    });
    expect(entitlementOfOrder(orderPayload({ paidMinor: 200_000n }), prices).status).toBe('granted');
  });
});

describe('what a subscription entitles to', () => {
  it.each(['trialing', 'active', 'past_due'] as const)('%s: it runs', (status) => {
    expect(entitlementOfSubscription(subscriptionPayload({ status }), undefined)).toMatchObject({
      status: 'granted',
      reason: null,
      planRef: 'price_1',
      quantity: 1,
    });
  });

  it.each(['incomplete', 'paused', 'unpaid', 'canceled', 'expired'] as const)('%s: it does not', (status) => {
    expect(entitlementOfSubscription(subscriptionPayload({ status }), undefined)).toMatchObject({
      status: 'revoked',
      reason: status,
    });
  });

  it('is valid until its period ends, or its trial where there is no period', () => {
    const until = (change: Parameters<typeof subscriptionPayload>[0]) =>
      entitlementOfSubscription(subscriptionPayload(change), undefined).validUntil;
    expect(until({ status: 'active', currentPeriodEnd: END })).toBe(END);
    expect(until({ status: 'trialing', trialEnd: END })).toBe(END);
    expect(until({ status: 'active', trialEnd: END })).toBeNull();
  });

  it('is withheld when its plan is not listed', () => {
    expect(entitlementOfSubscription(subscriptionPayload({ status: 'active' }), prices)).toMatchObject({
      status: 'withheld',
      reason: 'not_on_price_list',
    });
  });
});
