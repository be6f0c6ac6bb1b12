import { describe, expect, it } from 'vitest';
import { normalise } from './simulator/fixtures/changed-fixture.ts';
import { delivery } from './simulator/scenarios/entities.ts';
import type { RazorpaySettings } from './settings.ts';

const AT = 1795600000;
const iso = (after: number) => new Date((AT + after) * 1000).toISOString();
const rupees = (minor: bigint) => ({ amountMinor: minor, currency: 'INR', exponent: 2 });

interface Delivered {
  readonly type: string;
  readonly after?: number;
  readonly entities: Parameters<typeof delivery>[1]['entities'];
  readonly settings?: Partial<RazorpaySettings>;
}

/** The meaning of deliveries with the fewest possible fields: all fields of the events except their ranks. */
function meaningOf({ type, after = 0, entities, settings }: Delivered) {
  const { body } = delivery(type, { at: AT + after, entities });
  const meaning = normalise({ body }, settings);
  if (meaning.outcome !== 'events') throw new Error(meaning.reason);
  expect(meaning.warnings).toEqual([]);
  return meaning.events.map((event) =>
    Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'rank')),
  );
}

const payment = (id: string, fields: object = {}) => ({
  id: `pay_${id}`,
  amount: 50000,
  currency: 'INR',
  status: 'captured',
  captured: true,
  order_id: `order_${id.slice(0, 3)}`,
  ...fields,
});
const order = (id: string) => ({ id: `order_${id}`, amount: 50000, currency: 'INR', status: 'paid' });
const refund = (id: string, paymentId: string) => ({
  id: `rfnd_${id}`,
  amount: 50000,
  currency: 'INR',
  status: 'processed',
  payment_id: `pay_${paymentId}`,
});

describe('a plain purchase', () => {
  it('is authorized, captured, and paid by its order, and only the order states the amount due', () => {
    const authorized = payment('buy', { status: 'authorized', captured: false });
    expect(meaningOf({ type: 'payment.authorized', entities: { payment: authorized } })).toEqual([
      {
        type: 'payment.authorized',
        occurredAt: iso(0),
        paymentRef: 'pay_buy',
        orderRef: 'order_buy',
        amount: rupees(50000n),
        providerStatus: 'authorized',
      },
    ]);
    expect(
      meaningOf({ type: 'order.paid', after: 3, entities: { order: order('buy'), payment: payment('buy') } }),
    ).toEqual([
      {
        type: 'order.completed',
        occurredAt: iso(3),
        orderRef: 'order_buy',
        paymentRef: 'pay_buy',
        amount: rupees(50000n),
        providerStatus: 'paid',
      },
      {
        type: 'payment.succeeded',
        occurredAt: iso(3),
        paymentRef: 'pay_buy',
        orderRef: 'order_buy',
        amount: rupees(50000n),
        providerStatus: 'captured',
      },
    ]);
  });
});

describe('a second payment of one order', () => {
  const refundOf = (fields: object) =>
    meaningOf({
      type: 'refund.processed',
      after: 100,
      entities: { refund: refund('dup', 'dupb'), payment: payment('dupb', fields) },
    });

  it('that was never captured is canceled by its refund', () => {
    expect(refundOf({ status: 'refunded', captured: false, amount_refunded: 50000 })).toEqual([
      {
        type: 'refund.succeeded',
        occurredAt: iso(100),
        refundRef: 'rfnd_dup',
        paymentRef: 'pay_dupb',
        orderRef: 'order_dup',
        amount: rupees(50000n),
        amountRefundedMinor: 50000n,
        providerStatus: 'processed',
      },
      {
        type: 'payment.canceled',
        occurredAt: iso(100),
        paymentRef: 'pay_dupb',
        orderRef: 'order_dup',
        amount: rupees(50000n),
        providerStatus: 'refunded',
      },
    ]);
  });

  it('that was captured is paid and refunded', () => {
    expect(refundOf({ status: 'refunded', captured: true, amount_refunded: 50000 })[1]).toEqual({
      type: 'payment.succeeded',
      occurredAt: iso(100),
      paymentRef: 'pay_dupb',
      orderRef: 'order_dup',
      amount: rupees(50000n),
      amountRefundedMinor: 50000n,
      providerStatus: 'refunded',
    });
  });
});

it('a refund before any other event of its payment includes the payment', () => {
  const meaning = meaningOf({
    type: 'refund.processed',
    entities: {
      refund: refund('one', 'one'),
      payment: payment('one', {
        amount: 500000,
        captured: undefined,
        invoice_id: null,
        amount_refunded: 190000,
        notes: [],
      }),
    },
  });
  expect(meaning).toMatchObject([
    { type: 'refund.succeeded', amount: rupees(50000n), amountRefundedMinor: 190000n },
    {
      type: 'payment.succeeded',
      paymentRef: 'pay_one',
      orderRef: 'order_one',
      amount: rupees(500000n),
      amountRefundedMinor: 190000n,
    },
  ]);
});

describe('a subscription', () => {
  const cycle = { current_start: AT, current_end: AT + 2592000 };

  it('is charged for its last cycle and completed, and the charge proves the period', () => {
    const charged = { id: 'sub_end', status: 'active', ...cycle, paid_count: 12, remaining_count: 0 };
    expect(meaningOf({ type: 'subscription.charged', entities: { subscription: charged } })).toEqual([
      {
        type: 'subscription.renewed',
        occurredAt: iso(0),
        subscriptionRef: 'sub_end',
        status: 'active',
        currentPeriodStart: iso(0),
        currentPeriodEnd: iso(2592000),
        startsAt: null,
        paidPeriod: { start: iso(0), end: iso(2592000) },
        providerStatus: 'active',
      },
    ]);
    const completed = { id: 'sub_end', status: 'completed', ...cycle, ended_at: AT + 1, remaining_count: 0 };
    expect(
      meaningOf({ type: 'subscription.completed', after: 1, entities: { subscription: completed } }),
    ).toEqual([
      {
        type: 'subscription.expired',
        occurredAt: iso(1),
        subscriptionRef: 'sub_end',
        status: 'expired',
        currentPeriodStart: iso(0),
        currentPeriodEnd: iso(2592000),
        startsAt: null,
        providerStatus: 'completed',
      },
    ]);
  });

  const later = {
    type: 'subscription.authenticated',
    entities: {
      subscription: {
        id: 'sub_later',
        plan_id: 'plan_m',
        status: 'authenticated',
        current_start: null,
        current_end: null,
        start_at: AT + 1209600,
        charge_at: AT + 1209600,
      },
    },
  };
  const authenticated = {
    type: 'subscription.created',
    occurredAt: iso(0),
    subscriptionRef: 'sub_later',
    planRef: 'plan_m',
    currentPeriodStart: null,
    currentPeriodEnd: null,
    startsAt: iso(1209600),
    providerStatus: 'authenticated',
  };

  it('that starts later is scheduled', () => {
    expect(meaningOf(later)).toEqual([{ ...authenticated, status: 'incomplete' }]);
  });

  it('that starts later is on trial until then, if the settings say so', () => {
    expect(meaningOf({ ...later, settings: { futureStart: 'trial' } })).toEqual([
      { ...authenticated, status: 'trialing', trialEnd: iso(1209600) },
    ]);
  });
});
