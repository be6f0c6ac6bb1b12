import { describe, expect, it } from 'vitest';
import { observationKey } from '../../contract/index.ts';
import { ASKED_AT, eventsObserved, observed } from '../simulator/observed.ts';
import { checkoutSession, DOLLAR, invoice, paymentIntent, refund } from '../simulator/scenarios/objects.ts';
import { plan } from '../simulator/scenarios/subscriptions.ts';

const START = new Date('2026-03-02T09:00:00.000Z');
const CHANGED = '2026-03-02T09:00:55.000Z';
const changed = <Fields extends object>(fields: Fields) => ({ updated_at: CHANGED, ...fields });
const common = { uid: '1', currency: DOLLAR, amount: '10000000', createdAt: START };
const amount = { amountMinor: 10_000_000n, currency: DOLLAR, exponent: 6 };
const intent = (fields: object = {}) =>
  changed({ ...paymentIntent({ ...common, status: 'succeeded' }), ...fields });

describe('a payment intent', () => {
  it('is the one event of its state, at its last change, before all other events of that time', () => {
    expect(observed('payment_intent', intent())).toEqual({
      outcome: 'events',
      type: 'payment_intent',
      occurredAt: CHANGED,
      mode: 'test',
      warnings: [],
      events: [
        {
          type: 'payment.succeeded',
          occurredAt: CHANGED,
          isObserved: true,
          rank: -95,
          paymentRef: 'pi_1',
          orderRef: 'pi_1',
          settlesOrder: true,
          amount,
          customerRef: 'cus_1',
          providerStatus: 'succeeded',
        },
      ],
    });
  });

  it.each([
    ['requires_payment_method', 'payment.pending'],
    ['requires_confirmation', 'payment.pending'],
    ['requires_action', 'payment.pending'],
    ['processing', 'payment.pending'],
    ['requires_capture', 'payment.authorized'],
    ['canceled', 'payment.canceled'],
  ])('%s: %s', (status, type) => {
    expect(eventsObserved('payment_intent', intent({ status }))).toMatchObject([{ type, isObserved: true }]);
  });

  it('whose last attempt was declined has failed', () => {
    const declined = {
      status: 'requires_payment_method',
      last_payment_error: { code: 'insufficient_funds' },
    };
    expect(eventsObserved('payment_intent', intent(declined))).toMatchObject([
      { type: 'payment.failed', failureCode: 'insufficient_funds' },
    ]);
  });

  it('without a readable last change counts at the time of the question', () => {
    expect(eventsObserved('payment_intent', intent({ updated_at: null }))).toMatchObject([
      { occurredAt: ASKED_AT },
    ]);
  });

  it.each(['toString', 'paused'])('with the unknown status %s changes nothing', (status) => {
    expect(observed('payment_intent', intent({ status }))).toMatchObject({
      outcome: 'ignored',
      reason: `unknown payment intent status "${status}"`,
    });
  });

  it('that cannot be read names the field in the answer', () => {
    expect(() => observed('payment_intent', intent({ amount: 5 }))).toThrow(/^answer\.amount: /);
    expect(() => observed('payment_intent', intent({ currency_id: 'pc_other' }))).toThrow(
      /^answer\.currency_id: /,
    );
    expect(() => observed('payment_intent', intent(), 'pi_2')).toThrow(
      'answer.id: the answer is about another object',
    );
  });

  it('states its mode', () => {
    expect(observed('payment_intent', intent({ livemode: true }))).toMatchObject({ mode: 'live' });
  });
});

describe('a checkout session', () => {
  const session = (fields: object = {}) =>
    changed({ ...checkoutSession({ ...common, mode: 'payment', paymentIntentId: 'pi_1' }), ...fields });

  it('that is complete is an order with its payment', () => {
    expect(eventsObserved('checkout_session', session())).toMatchObject([
      { type: 'order.completed', orderRef: 'cs_1', paymentRef: 'pi_1', amount, merchantRef: 'cart-1' },
      { type: 'payment.succeeded', paymentRef: 'pi_1', orderRef: 'cs_1' },
    ]);
  });

  it('that expired is an order that nobody paid', () => {
    expect(eventsObserved('checkout_session', session({ status: 'expired' }))).toMatchObject([
      { type: 'order.expired', orderRef: 'cs_1' },
    ]);
  });

  it('that is open is no purchase', () => {
    expect(observed('checkout_session', session({ status: 'open' }))).toMatchObject({
      outcome: 'ignored',
      reason: 'an open session: nothing has been bought yet',
    });
  });

  it('of a subscription connects it', () => {
    const bought = session({ mode: 'subscription', subscription_id: 'sub_1' });
    expect(eventsObserved('checkout_session', bought)).toMatchObject([
      { type: 'order.completed', subscriptionRef: 'sub_1', tentative: true },
    ]);
  });
});

describe('an invoice', () => {
  const bill = (fields: object = {}) =>
    changed({ ...invoice({ ...common, status: 'paid', reason: 'manual' }), ...fields });

  it.each([
    ['open', 'order.created'],
    ['paid', 'order.completed'],
    ['void', 'order.canceled'],
    ['uncollectible', 'order.created'],
  ])('%s: %s', (status, type) => {
    expect(eventsObserved('invoice', bill({ status }))).toMatchObject([
      { type, orderRef: 'in_1', amount },
      { type: 'payment.linked', paymentRef: 'pi_1' },
    ]);
  });

  it('that is a draft is no purchase', () => {
    expect(observed('invoice', bill({ status: 'draft' }))).toMatchObject({ outcome: 'ignored' });
  });

  const monthly = bill({
    subscription_id: 'sub_1',
    billing_reason: 'subscription_cycle',
    period_start: START.getTime() / 1000,
    period_end: START.getTime() / 1000 + 2_592_000,
  });

  it('of a subscription that is paid proves its period', () => {
    expect(eventsObserved('invoice', monthly)).toMatchObject([
      {
        type: 'subscription.renewed',
        subscriptionRef: 'sub_1',
        paidPeriod: {
          start: '2026-03-02T09:00:00.000Z',
          end: '2026-04-01T09:00:00.000Z',
          paymentRef: 'pi_1',
        },
      },
      { type: 'payment.linked', subscriptionRef: 'sub_1' },
    ]);
  });

  it('of a subscription is read with the others, and those of another are refused', () => {
    const later = '2026-03-02T09:30:00.000Z';
    const draft = { ...monthly, id: 'in_2', status: 'draft', updated_at: later };
    const answer = { count: 2, list: [draft, monthly] };
    expect(observed('subscription_invoices', answer, 'sub_1')).toMatchObject({
      outcome: 'events',
      occurredAt: later,
      events: [{ invoiceRef: 'in_1', occurredAt: CHANGED }, { type: 'payment.linked' }],
      warnings: ['a draft: nothing is due yet'],
    });
    expect(() => observed('subscription_invoices', answer, 'sub_2')).toThrow(
      'answer.list.0.subscription_id: an invoice of another subscription',
    );
  });
});

describe('a refund', () => {
  it.each([
    ['pending', 'refund.pending'],
    ['succeeded', 'refund.succeeded'],
    ['canceled', 'refund.failed'],
  ])('%s: %s', (status, type) => {
    const returned = changed({ ...refund({ ...common, status: 'pending' }), status });
    expect(eventsObserved('refund', returned)).toMatchObject([
      { type, refundRef: 're_1', paymentRef: 'pi_1', amount, occurredAt: CHANGED },
    ]);
  });
});

describe('a subscription', () => {
  const of = (status: string, changes: Readonly<Record<string, unknown>> = {}) =>
    changed(plan({ uid: '1', startsAt: START }, { offset: 0, status, changes }));

  it.each([
    ['active', 'active'],
    ['past_due', 'past_due'],
    ['canceled', 'canceled'],
    ['incomplete_expired', 'expired'],
  ])('%s: %s, and no period is proven to be paid', (status, canonical) => {
    const [event] = eventsObserved('subscription', of(status));
    expect(event).toMatchObject({
      type: 'subscription.updated',
      status: canonical,
      currentPeriodEnd: '2026-04-01T09:00:00.000Z',
    });
    expect(event).not.toHaveProperty('paidPeriod');
  });
});

it('an observation has the same key for the same state, whatever else changed', () => {
  const keyOf = (answer: Readonly<Record<string, unknown>>) =>
    observationKey(
      { kind: 'payment_intent', id: 'pi_1' },
      eventsObserved('payment_intent', answer),
      ASKED_AT,
    );
  expect(keyOf(intent({ description: 'Coffee' }))).toBe(keyOf(intent()));
  expect(keyOf(intent({ status: 'canceled' }))).not.toBe(keyOf(intent()));
});
