import { describe, expect, it } from 'vitest';
import { ASKED_AT, eventsOf, observed, resourceOf } from './observed-under-test.ts';

const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR', exponent: 2 });
const dollars = (amountMinor: bigint) => ({ amountMinor, currency: 'USD', exponent: 2 });
const CAPTURE = '3CD55443EF667788G';
const ORDER = '6WX33221AB998877C';
const SALE = '0UV44556WX778899Y';
const UPDATED = { update_time: '2026-03-06T08:00:00Z' };

const capture = (changes: object = {}) => resourceOf('PAYMENT.CAPTURE.COMPLETED', changes);
const sale = (changes: object = {}) => resourceOf('PAYMENT.SALE.COMPLETED', changes);
const authorization = (changes: object = {}) => resourceOf('PAYMENT.AUTHORIZATION.CREATED', changes);

describe('a capture', () => {
  it('that is completed is a payment that succeeded, at the time of the capture', () => {
    expect(eventsOf('capture', capture())).toEqual([
      expect.objectContaining({
        type: 'payment.succeeded',
        occurredAt: '2026-03-04T09:59:00.000Z',
        paymentRef: CAPTURE,
        orderRef: ORDER,
        amount: eur(4490n),
        merchantRef: 'basket-1017',
        settlesOrder: true,
        isObserved: true,
      }),
    ]);
  });

  it.each([
    ['PENDING', 'payment.pending'],
    ['DECLINED', 'payment.failed'],
    ['DENIED', 'payment.failed'],
    ['FAILED', 'payment.failed'],
    ['COMPLETED', 'payment.succeeded'],
  ])('with the status %s is %s, since its last change', (status, type) => {
    expect(eventsOf('capture', capture({ status, ...UPDATED }))).toMatchObject([
      { type, occurredAt: '2026-03-06T08:00:00.000Z', providerStatus: status, isObserved: true },
    ]);
  });

  it.each(['REFUNDED', 'REVERSED'])(
    'that is %s was paid when it was created, and states the total since then, but no refund of its own',
    (status) => {
      const found = eventsOf('capture', capture({ status, ...UPDATED }));
      expect(found).toMatchObject([
        { type: 'payment.succeeded', occurredAt: '2026-03-04T09:59:00.000Z', amount: eur(4490n) },
        {
          type: 'payment.succeeded',
          occurredAt: '2026-03-06T08:00:00.000Z',
          amountRefundedMinor: 4490n,
          isObserved: true,
        },
      ]);
      expect(found[0]).not.toHaveProperty('amountRefundedMinor');
      expect(found.filter((event) => 'providerStatus' in event)).toEqual([]);
    },
  );

  it('that was refunded in part states no total, because PayPal does not say how much', () => {
    const [event, ...others] = eventsOf('capture', capture({ status: 'PARTIALLY_REFUNDED', ...UPDATED }));
    expect(event).toMatchObject({ type: 'payment.succeeded', occurredAt: '2026-03-04T09:59:00.000Z' });
    expect(event).not.toHaveProperty('amountRefundedMinor');
    expect(others).toEqual([]);
  });

  it('without a time counts at the time of the question', () => {
    const [event] = eventsOf('capture', capture({ create_time: undefined, update_time: 'yesterday' }));
    expect(event).toMatchObject({ occurredAt: ASKED_AT });
  });

  it('of an order makes an order; one without an order, which may be of a subscription, does not', () => {
    expect(eventsOf('capture', capture())[0]).not.toHaveProperty('tentative');
    const [event] = eventsOf('capture', capture({ supplementary_data: undefined, links: [] }));
    expect(event).toMatchObject({ type: 'payment.succeeded', paymentRef: CAPTURE, tentative: true });
  });

  it('with an unknown status means nothing', () => {
    expect(observed('capture', capture({ status: 'HOVERING' }))).toMatchObject({
      outcome: 'ignored',
      type: 'capture',
      reason: 'unknown capture status "HOVERING"',
    });
    expect(observed('capture', capture({ status: undefined }))).toMatchObject({ outcome: 'ignored' });
  });

  it('names the merchant who was paid', () => {
    expect(observed('capture', capture({ payee: { merchant_id: 'SELLER1234567' } }))).toMatchObject({
      merchant: { ref: 'SELLER1234567', is: 'ours' },
    });
  });
});

describe('an authorization', () => {
  it.each([
    ['CREATED', 'payment.authorized'],
    ['PARTIALLY_CAPTURED', 'payment.authorized'],
    ['CAPTURED', 'payment.authorized'],
    ['PENDING', 'payment.pending'],
    ['DENIED', 'payment.failed'],
    ['VOIDED', 'payment.canceled'],
  ])('with the status %s is %s', (status, type) => {
    expect(eventsOf('authorization', authorization({ status, ...UPDATED }))).toMatchObject([
      {
        type,
        occurredAt: '2026-03-06T08:00:00.000Z',
        paymentRef: '9GH11223JK445566L',
        orderRef: ORDER,
        isObserved: true,
      },
    ]);
  });

  it('that expired is canceled since the end of its validity', () => {
    expect(eventsOf('authorization', authorization({ status: 'EXPIRED' }))).toMatchObject([
      { type: 'payment.canceled', occurredAt: '2026-04-02T09:58:30.000Z' },
    ]);
  });
});

describe('a sale', () => {
  it('of a subscription is a payment, and renews the subscription at the time of the sale', () => {
    expect(eventsOf('sale', sale())).toMatchObject([
      {
        type: 'payment.succeeded',
        occurredAt: '2026-03-04T09:59:10.000Z',
        paymentRef: SALE,
        subscriptionRef: 'I-9KJ3XV2MTQ4P',
        amount: dollars(1200n),
        isObserved: true,
      },
      {
        type: 'subscription.renewed',
        occurredAt: '2026-03-04T09:59:00.000Z',
        paidPeriod: { start: '2026-03-04T09:59:00.000Z', paymentRef: SALE },
        isObserved: true,
      },
    ]);
  });

  it('that was refunded later does not renew the subscription again at the time of the refund', () => {
    expect(eventsOf('sale', sale({ state: 'refunded', ...UPDATED }))).toMatchObject([
      { type: 'payment.succeeded', occurredAt: '2026-03-04T09:59:00.000Z' },
      { type: 'payment.succeeded', occurredAt: '2026-03-06T08:00:00.000Z', amountRefundedMinor: 1200n },
      { type: 'subscription.renewed', occurredAt: '2026-03-04T09:59:00.000Z' },
    ]);
  });

  it.each([
    ['pending', 'payment.pending'],
    ['denied', 'payment.failed'],
  ])('with the state %s is %s, and renews nothing', (state, type) => {
    expect(eventsOf('sale', sale({ state })).map((event) => event.type)).toEqual([type]);
  });

  it('whose money is held is pending, although its state is completed', () => {
    const events = eventsOf('sale', sale({ payment_hold_status: 'HELD' }));
    expect(events.map((event) => event.type)).toEqual(['payment.pending']);
  });

  it('without a subscription is a purchase', () => {
    const oneOff = resourceOf('PAYMENT.SALE.COMPLETED.one-off');
    expect(eventsOf('sale', oneOff)).toMatchObject([
      { type: 'payment.succeeded', orderRef: 'PAY-9AB11223CD445566EF', settlesOrder: true },
    ]);
  });
});

describe('a refund', () => {
  it.each([
    ['COMPLETED', 'refund.succeeded'],
    ['PENDING', 'refund.pending'],
    ['FAILED', 'refund.failed'],
    ['CANCELLED', 'refund.failed'],
  ])('with the status %s is %s', (status, type) => {
    expect(eventsOf('refund', resourceOf('PAYMENT.CAPTURE.REFUNDED', { status }))).toMatchObject([
      {
        type,
        occurredAt: '2026-03-04T10:30:11.000Z',
        refundRef: '4DE55667FG889900H',
        paymentRef: CAPTURE,
        amount: eur(1000n),
        isObserved: true,
      },
    ]);
  });

  it('of a sale has the form of version 1', () => {
    expect(eventsOf('refund', resourceOf('PAYMENT.SALE.REFUNDED'))).toMatchObject([
      {
        type: 'refund.succeeded',
        occurredAt: '2026-03-04T10:10:00.000Z',
        refundRef: '3ZA66778BC990011D',
        paymentRef: SALE,
        amount: dollars(250n),
      },
    ]);
  });
});
