import { describe, expect, it } from 'vitest';
import { ASKED, day, eventsOf, observed, onDay } from '../simulator/fixtures/made-observation.ts';

describe('an observed subscription', () => {
  const subscription = {
    id: 'sub_1',
    object: 'subscription',
    status: 'active',
    cancel_at: null,
    canceled_at: null,
    created: day(1),
    customer: 'cus_1',
    ended_at: null,
    items: {
      data: [
        {
          id: 'si_1',
          price: { id: 'price_1' },
          quantity: 2,
          current_period_start: day(4),
          current_period_end: day(31),
        },
      ],
    },
    latest_invoice: 'in_1',
    livemode: true,
    metadata: { order_id: 'S-1' },
    trial_end: null,
  };

  it('was created at its time, in a state that it does not show, and has its present state since it was seen', () => {
    expect(eventsOf('subscription', subscription)).toMatchObject([
      { type: 'subscription.created', occurredAt: onDay(1), subscriptionRef: 'sub_1', merchantRef: 'S-1' },
      {
        type: 'subscription.updated',
        occurredAt: ASKED,
        status: 'active',
        planRef: 'price_1',
        quantity: 2,
        currentPeriodEnd: onDay(31),
        invoiceRef: 'in_1',
      },
    ]);
    expect(eventsOf('subscription', subscription)[0]).not.toHaveProperty('status');
  });

  it.each([
    ['trialing', {}, 'subscription.updated', 'trialing', ASKED],
    ['past_due', {}, 'subscription.updated', 'past_due', ASKED],
    ['paused', {}, 'subscription.paused', 'paused', ASKED],
    ['incomplete_expired', { ended_at: day(2) }, 'subscription.updated', 'expired', onDay(2)],
    ['canceled', { ended_at: day(9), canceled_at: day(8) }, 'subscription.canceled', 'canceled', onDay(9)],
  ])('that is %s with %j is %s', (word, fields, type, status, occurredAt) => {
    expect(eventsOf('subscription', { ...subscription, status: word, ...fields })[1]).toMatchObject({
      type,
      status,
      occurredAt,
      isObserved: true,
    });
  });

  it('shows with its latest invoice the period that is paid', () => {
    const payment = { invoice: 'in_1', status: 'paid', payment: { payment_intent: 'pi_1' } };
    const period = { start: day(4), end: day(31) };
    const invoice = {
      id: 'in_1',
      status: 'paid',
      billing_reason: 'subscription_cycle',
      lines: { data: [{ parent: { subscription_item_details: { subscription: 'sub_1' } }, period }] },
      parent: { subscription_details: { subscription: 'sub_1' } },
      payments: { data: [payment] },
      status_transitions: { paid_at: day(6) },
    };
    expect(eventsOf('subscription', { ...subscription, latest_invoice: invoice })).toMatchObject([
      { type: 'subscription.created' },
      { type: 'subscription.updated', occurredAt: ASKED, invoiceRef: 'in_1' },
      {
        type: 'subscription.renewed',
        occurredAt: onDay(6),
        paidPeriod: { end: onDay(31), paymentRef: 'pi_1' },
      },
      { type: 'payment.linked', paymentRef: 'pi_1' },
    ]);
  });
});

describe('an observation', () => {
  it.each(['customer', 'constructor', ''])('of the kind %j is ignored', (kind) => {
    expect(observed(kind, { id: 'x' })).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown kind of object',
    });
  });

  it('without a mode states none', () => {
    const refund = { id: 're_1', status: 'succeeded', amount: 1, charge: 'ch_1', currency: 'usd' };
    expect(observed('refund', refund)).not.toHaveProperty('mode');
    expect(observed('refund', { ...refund, livemode: false })).toMatchObject({ mode: 'test' });
  });
});
