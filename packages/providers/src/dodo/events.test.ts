import type { CanonicalEvent } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../conformance/fixtures.ts';
import type { handlers } from './events/index.ts';
import { eventsOf, meaningOf, warningsOf } from './simulator/fixtures/changed-fixture.ts';

/** One line for each event: its type, its own reference, what it belongs to, and its amount or status. */
function lineOf(event: CanonicalEvent): string {
  const own: Readonly<Record<string, unknown>> = event;
  const refs = ['refundRef', 'disputeRef', 'paymentRef', 'orderRef', 'subscriptionRef'].map(
    (name) => own[name],
  );
  const amount = 'amount' in event ? event.amount : undefined;
  const status = 'status' in event ? event.status : undefined;
  return [event.type, ...refs, amount?.amountMinor, amount?.currency, status]
    .flatMap((word) => (typeof word === 'string' || typeof word === 'bigint' ? String(word) : []))
    .join(' ');
}

const PAY = 'pay_0NXa41vKp3DsFqZ8MxLwe';
const SESSION = 'cks_0NXa3zRw9BhVnKc6TgUyq';
const SUB = 'sub_0NXb52KcT8wFgPy6LzVer';
const DISPUTE = `dp_0NXr11QwE3rTyUi5PzAsd ${PAY} 4900 EUR`;

/** The meaning of one fixture of each handled type. */
const MEANINGS: Record<keyof typeof handlers, string[]> = {
  'payment.processing': [`payment.pending ${PAY} ${SESSION} 4900 EUR`],
  'payment.succeeded': [
    `payment.succeeded ${PAY} ${SESSION} 4900 EUR`,
    `order.completed ${PAY} ${SESSION} 4900 EUR`,
  ],
  'payment.failed': [`payment.failed pay_0NXa40FdJ6kRtWm3BzQye ${SESSION} 4900 EUR`],
  'payment.cancelled': [`payment.canceled pay_0NXa43GhL5nSvXp9CzTwe ${SESSION} 4900 EUR`],
  'refund.succeeded': [`refund.succeeded ref_0NXd70YtB4mQsUk8HzWpe ${PAY} 1900 EUR`],
  'refund.failed': [`refund.failed ref_0NXd71ZuC5nRtVl9JzXqf ${PAY}`],
  'dispute.opened': [`dispute.opened ${DISPUTE}`],
  'dispute.challenged': [`dispute.opened ${DISPUTE}`],
  'dispute.accepted': [`dispute.lost ${DISPUTE}`],
  'dispute.expired': [`dispute.lost ${DISPUTE}`],
  'dispute.cancelled': [`dispute.closed ${DISPUTE}`],
  'dispute.won': [`dispute.won ${DISPUTE}`],
  'dispute.lost': [`dispute.lost ${DISPUTE}`],
  'subscription.active': [`subscription.activated ${SUB} active`],
  'subscription.renewed': [`subscription.renewed ${SUB} active`],
  'subscription.past_due': [`subscription.past_due ${SUB} past_due`],
  'subscription.on_hold': [`subscription.past_due ${SUB} unpaid`],
  'subscription.paused': [`subscription.paused ${SUB} paused`],
  'subscription.unpaused': [`subscription.resumed ${SUB} active`],
  'subscription.failed': [`subscription.expired ${SUB} expired`],
  'subscription.expired': [`subscription.expired ${SUB} expired`],
  'subscription.cancelled': [`subscription.canceled ${SUB} canceled`],
  'subscription.plan_changed': [`subscription.updated ${SUB} active`],
  'subscription.update_payment_method': [`subscription.updated ${SUB} active`],
  'subscription.updated': [`subscription.updated ${SUB} active`],
};

it.each(Object.entries(MEANINGS))('%s means %j', (type, expected) => {
  expect(eventsOf(type).map(lineOf)).toEqual(expected);
  expect(warningsOf(type)).toEqual([]);
});

describe('a payment', () => {
  it('has every fact of a purchase', () => {
    expect(eventsOf('payment.succeeded')[0]).toEqual({
      type: 'payment.succeeded',
      rank: 5,
      occurredAt: '2026-03-02T09:14:07.120Z',
      paymentRef: PAY,
      orderRef: SESSION,
      amount: { amountMinor: 4900n, currency: 'EUR', exponent: 2 },
      settlesOrder: true,
      providerStatus: 'succeeded',
      merchantRef: 'T-2042',
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'buyer',
      customerRef: 'cus_0NXa41LmQe7TzrB2vKwYd',
    });
  });

  it('without a checkout session is a purchase by itself, in the decimals of its currency', () => {
    expect(eventsOf('payment.succeeded.jpy')).toMatchObject([
      { orderRef: 'pay_0NXyenA1', amount: { amountMinor: 4500n, currency: 'JPY', exponent: 0 } },
      { type: 'order.completed', orderRef: 'pay_0NXyenA1' },
    ]);
    const [payment] = eventsOf('payment.succeeded', { 'data.currency': 'kwd' });
    expect(payment).toMatchObject({ amount: { amountMinor: 4900n, currency: 'KWD', exponent: 3 } });
  });

  it.each([
    [{ order_id: 'T-1', orderId: 'T-2' }, 'T-1', 'metadata.order_id'],
    [{ order_id: ' ', orderId: 'T-2' }, 'T-2', 'metadata.orderId'],
  ])('with the metadata %j is the purchase %s', (metadata, merchantRef, merchantRefField) => {
    expect(eventsOf('payment.succeeded', { 'data.metadata': metadata })[0]).toMatchObject({
      merchantRef,
      merchantRefField,
      merchantRefWriter: 'buyer',
    });
  });

  it('of a subscription is not an order, and begins a paid period', () => {
    expect(eventsOf('payment.succeeded.subscription')).toMatchObject([
      { type: 'payment.succeeded', subscriptionRef: SUB, amount: { amountMinor: 1500n } },
      {
        type: 'subscription.renewed',
        subscriptionRef: SUB,
        paidPeriod: { start: '2026-03-02T10:25:43.118Z', paymentRef: 'pay_0NXb52RjW9tUvYh4NzQme' },
      },
    ]);
    expect(eventsOf('payment.succeeded.subscription')[0]).not.toHaveProperty('orderRef');
    expect(eventsOf('payment.succeeded.subscription')[1]).not.toHaveProperty('status');
  });

  it.each([
    ['of 0, which begins a trial', { 'data.total_amount': 0 }],
    ['that only stores a payment method', { 'data.is_update_payment_method': true }],
  ])('for a subscription %s begins no paid period', (_, changes) => {
    expect(eventsOf('payment.succeeded.subscription', changes)[1]).not.toHaveProperty('paidPeriod');
  });

  it('for several subscriptions begins a period of each, and belongs to none alone', () => {
    const several = { 'data.subscription_id': null, 'data.subscription_ids': ['sub_1', 'sub_2'] };
    const [payment, ...periods] = eventsOf('payment.succeeded.subscription', several);
    expect(payment).not.toHaveProperty('orderRef');
    expect(payment).not.toHaveProperty('subscriptionRef');
    const paidPeriod = { start: '2026-03-02T10:25:43.118Z', paymentRef: 'pay_0NXb52RjW9tUvYh4NzQme' };
    expect(periods).toMatchObject([
      { subscriptionRef: 'sub_1', paidPeriod },
      { subscriptionRef: 'sub_2', paidPeriod },
    ]);
  });

  it('has the state of its event, even if the data already shows a later one', () => {
    expect(eventsOf('payment.processing', { 'data.status': 'succeeded' })).toMatchObject([
      { type: 'payment.pending', providerStatus: 'processing' },
    ]);
  });

  it('that failed has the code of the failure, and states no amount due', () => {
    expect(eventsOf('payment.failed')).toMatchObject([{ failureCode: 'INSUFFICIENT_FUNDS' }]);
  });

  it.each([
    ['data.total_amount', '49.00'],
    ['data.total_amount', 49.5],
    ['data.total_amount', undefined],
    ['data.currency', 'EURO'],
    ['data.payment_id', ''],
    ['data.subscription_id', 7],
    ['data.subscription_ids', 'sub_1'],
    ['data.checkout_session_id', {}],
  ])('with %s = %j is refused with that path', (path, value) => {
    expect(problemOf(() => meaningOf('payment.succeeded', { [path]: value }))).toMatchObject({
      code: 'schema_violation',
      path,
    });
  });

  it('with an invalid field that decides nothing stays usable, with a warning', () => {
    const changes = { 'data.customer': 'Ines', 'data.metadata': 7 };
    expect(warningsOf('payment.succeeded', changes)).toEqual([
      'data.customer has an invalid form and was left out',
    ]);
    expect(eventsOf('payment.succeeded', changes)[0]).not.toHaveProperty('merchantRef');
  });
});

describe('a refund', () => {
  it.each([
    ['data.amount', null],
    ['data.currency', null],
  ])('that succeeded with %s = %j is refused: the refunded sum would be wrong', (path, value) => {
    expect(problemOf(() => meaningOf('refund.succeeded', { [path]: value }))).toMatchObject({ path });
  });

  it("does not keep the merchant's free text", () => {
    expect(eventsOf('refund.succeeded')[0]).not.toHaveProperty('reason');
  });
});

describe('a dispute', () => {
  it('over an inquiry that expired ends without a decision', () => {
    expect(eventsOf('dispute.expired.inquiry')).toMatchObject([{ type: 'dispute.closed' }]);
  });

  it('has its amount as text or as a number of the smallest unit', () => {
    for (const amount of ['4900', 4900])
      expect(eventsOf('dispute.lost', { 'data.amount': amount })).toMatchObject([
        { amount: { amountMinor: 4900n, exponent: 2 } },
      ]);
  });

  it.each(['49.00', 49.5, '', null, '-1', {}])(
    'with the amount %j is refused if it is lost, and has no amount if it is open',
    (amount) => {
      expect(problemOf(() => meaningOf('dispute.lost', { 'data.amount': amount }))).toMatchObject({
        path: 'data.amount',
      });
      expect(eventsOf('dispute.opened', { 'data.amount': amount })[0]).not.toHaveProperty('amount');
      expect(warningsOf('dispute.opened', { 'data.amount': amount })).toHaveLength(1);
    },
  );
});

describe('other events', () => {
  it.each([
    ['dunning.recovered', /unpaid renewal/],
    ['abandoned_checkout.recovered', /checkout that was left/],
    ['license_key.created', /not its payment/],
    ['entitlement_grant.revoked', /not its payment/],
    ['credit.overage_charged', /not money/],
    ['payout.success', /payout to the merchant/],
    ['payment.imagined', /unknown event type/],
  ])('%s is ignored: %s', (type, reason) => {
    expect(meaningOf('payment.succeeded', { type })).toMatchObject({
      outcome: 'ignored',
      type,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('have the signed time if their own cannot be read', () => {
    expect(meaningOf('payment.succeeded', { timestamp: 'yesterday' })).toMatchObject({
      occurredAt: '2026-03-02T12:00:00.000Z',
    });
  });
});
