import { describe, expect, it } from 'vitest';
import {
  EUR,
  eventsOf,
  EVERY_STATUS,
  meaningOf,
  OWNER,
  payment,
  RENEWAL,
  SIGNED,
  SUB,
  TX,
} from '../simulator/meaning.ts';

describe('a product that is bought once', () => {
  const ID = '2000000905588202';
  const order = { ...payment, subscriptionRef: undefined, orderRef: ID, paymentRef: ID };

  it('is an order that its payment settles, with the price of the whole quantity', () => {
    const { subscriptionRef: _, ...expected } = order;
    expect(eventsOf('ONE_TIME_CHARGE')).toEqual([
      {
        ...expected,
        rank: 5,
        settlesOrder: true,
        occurredAt: '2026-03-02T09:14:03.123Z',
        amount: EUR(19_980n),
      },
    ]);
  });

  it('is a free order without a payment, by a code', () => {
    expect(eventsOf('ONE_TIME_CHARGE.free')).toEqual([
      {
        type: 'order.completed',
        rank: 4,
        occurredAt: '2026-03-02T09:14:03.123Z',
        orderRef: '2000000905588299',
        amount: EUR(0n),
        ...OWNER,
      },
    ]);
  });

  it('is ignored if the family shares it', () => {
    expect(meaningOf('ONE_TIME_CHARGE', { [`${TX}.inAppOwnershipType`]: 'FAMILY_SHARED' })).toMatchObject({
      outcome: 'ignored',
      reason: expect.stringContaining('the family shares') as unknown,
    });
  });

  it.each(['Consumable', 'Non-Consumable', 'Non-Renewing Subscription'])('may be a %s', (type) => {
    expect(eventsOf('ONE_TIME_CHARGE', { [`${TX}.type`]: type })).toMatchObject([{ orderRef: ID }]);
  });

  it('is ignored if its type is unknown', () => {
    expect(meaningOf('ONE_TIME_CHARGE', { [`${TX}.type`]: 'Lottery' })).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown product type "Lottery"',
    });
  });

  it('may have no price: older notifications have none', () => {
    const [event] = eventsOf('ONE_TIME_CHARGE', { [`${TX}.price`]: undefined });
    expect(event).toMatchObject({ type: 'payment.succeeded', paymentRef: ID });
    expect(event).not.toHaveProperty('amount');
  });

  it('counts yen in milliunits, too', () => {
    expect(
      eventsOf('ONE_TIME_CHARGE', { [`${TX}.price`]: 100_000, [`${TX}.currency`]: 'JPY' }),
    ).toMatchObject([{ amount: { amountMinor: 100_000n, currency: 'JPY', exponent: 3 } }]);
  });
});

describe('a refund', () => {
  it('of a period ends the subscription, and states the total that went back', () => {
    const [start, end] = ['2026-02-27T09:13:58.123Z', '2026-03-30T09:13:58.123Z'];
    const events = eventsOf('REFUND');
    expect(events).toMatchObject([
      {
        type: 'subscription.updated',
        status: 'canceled',
        providerStatus: '5',
        canceledAt: '2026-03-02T09:14:02.123Z',
        paidPeriod: { start, end, paymentRef: SUB },
      },
      { ...payment, occurredAt: start },
      { ...payment, occurredAt: SIGNED, amountRefundedMinor: 4990n },
    ]);
    // The refunded transaction may be an earlier one than the current.
    for (const field of ['planRef', 'currentPeriodStart', 'currentPeriodEnd', 'cancelAt'])
      expect(events[0]).not.toHaveProperty(field);
    expect(events[1]).not.toHaveProperty('amountRefundedMinor');
  });

  it('of an earlier period leaves the subscription running', () => {
    expect(eventsOf('REFUND', { 'data.status': 1, [`${RENEWAL}.autoRenewStatus`]: 1 })[0]).toMatchObject({
      status: 'active',
      cancelAt: null,
      canceledAt: null,
    });
  });

  it.each([
    [33_333, 6660n],
    [100_000, 19_980n],
    [15, 3n],
    [0, 0n],
    [undefined, 19_980n],
  ])('of %s thousandths of a percent is %s milliunits of 19.98 EUR', (revocationPercentage, total) => {
    expect(
      eventsOf('REFUND.prorated', { [`${TX}.revocationPercentage`]: revocationPercentage }),
    ).toMatchObject([{ orderRef: '2000000905588202' }, { amountRefundedMinor: total }]);
  });

  it('of a transaction without a price has an unknown total, with a warning', () => {
    expect(meaningOf('REFUND.prorated', { [`${TX}.price`]: undefined })).toMatchObject({
      events: [{ type: 'payment.succeeded' }],
      warnings: ['a refund of a transaction without a price is left out'],
    });
  });

  it('that is reversed sets the total to zero, and the subscription runs again', () => {
    expect(eventsOf('REFUND_REVERSED')).toMatchObject([
      {
        type: 'subscription.updated',
        status: 'active',
        statusAfter: EVERY_STATUS,
        cancelAt: '2026-03-25T09:14:03.123Z',
      },
      { ...payment, occurredAt: '2026-02-22T09:14:03.123Z' },
      { ...payment, occurredAt: SIGNED, amountRefundedMinor: 0n },
    ]);
  });
});
