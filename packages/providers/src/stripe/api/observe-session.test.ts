import { describe, expect, it } from 'vitest';
import { ASKED, day, eventsOf, observed, onDay } from '../simulator/fixtures/made-observation.ts';

const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'USD', exponent: 2 });
const intent = {
  id: 'pi_1',
  status: 'succeeded',
  amount: 5000,
  amount_received: 5000,
  capture_method: 'automatic',
  currency: 'usd',
  latest_charge: {
    id: 'ch_1',
    status: 'succeeded',
    captured: true,
    amount: 5000,
    currency: 'usd',
    created: day(3),
  },
};
const session = {
  id: 'cs_live_1',
  object: 'checkout.session',
  mode: 'payment',
  status: 'complete',
  payment_status: 'paid',
  amount_total: 5000,
  client_reference_id: 'A-1',
  created: day(1),
  currency: 'usd',
  customer: 'cus_1',
  expires_at: day(2),
  invoice: null,
  livemode: false,
  metadata: {},
  payment_intent: intent,
  payment_link: null,
  subscription: null,
};

describe('an observed checkout session', () => {
  it('that is complete completes its order when its payment succeeded, and the intent states the payment', () => {
    const meaning = observed('checkout_session', session);
    expect(meaning).toMatchObject({
      type: 'checkout_session',
      mode: 'test',
      occurredAt: onDay(3),
      warnings: [],
    });
    expect(eventsOf('checkout_session', session)).toMatchObject([
      {
        type: 'order.completed',
        rank: -96,
        isObserved: true,
        occurredAt: onDay(3),
        orderRef: 'cs_live_1',
        paymentRef: 'pi_1',
        amount: usd(5000n),
        createdAt: onDay(1),
        merchantRef: 'A-1',
        customerRef: 'cus_1',
      },
      { type: 'payment.succeeded', occurredAt: onDay(3), paymentRef: 'pi_1', amount: usd(5000n) },
      { type: 'payment.succeeded', occurredAt: onDay(3), paymentRef: 'pi_1', paymentAliases: ['ch_1'] },
    ]);
  });

  it('whose payment failed later is complete, and its payment has failed', () => {
    const failed = {
      ...intent,
      status: 'requires_payment_method',
      last_payment_error: { code: 'charge_expired' },
      latest_charge: { ...intent.latest_charge, status: 'failed' },
    };
    const events = eventsOf('checkout_session', {
      ...session,
      payment_status: 'unpaid',
      payment_intent: failed,
    });
    expect(events).toMatchObject([
      { type: 'order.completed', occurredAt: ASKED },
      { type: 'payment.failed', occurredAt: onDay(3), failureCode: 'charge_expired' },
    ]);
  });

  it('without an included intent states the payment itself', () => {
    expect(eventsOf('checkout_session', { ...session, payment_intent: 'pi_1' })).toMatchObject([
      { type: 'order.completed', occurredAt: ASKED },
      { type: 'payment.succeeded', occurredAt: ASKED, orderRef: 'cs_live_1', paymentRef: 'pi_1' },
    ]);
  });

  it('that is free is complete', () => {
    const free = { ...session, amount_total: 0, payment_status: 'no_payment_required', payment_intent: null };
    expect(eventsOf('checkout_session', free)).toMatchObject([{ type: 'order.completed', amount: usd(0n) }]);
  });

  it('of a subscription connects its references', () => {
    const subscribed = {
      ...session,
      mode: 'subscription',
      payment_intent: null,
      invoice: 'in_1',
      subscription: 'sub_1',
    };
    expect(eventsOf('checkout_session', subscribed)).toMatchObject([
      { type: 'order.completed', tentative: true, subscriptionRef: 'sub_1', invoiceRef: 'in_1' },
    ]);
  });

  it.each([
    [day(2), onDay(2)],
    // Expired by a call before its time.
    [day(25), ASKED],
  ])('that expired at %i expired by then', (expires_at, occurredAt) => {
    const expired = {
      ...session,
      status: 'expired',
      payment_status: 'unpaid',
      payment_intent: null,
      expires_at,
    };
    expect(eventsOf('checkout_session', expired)).toMatchObject([{ type: 'order.expired', occurredAt }]);
  });

  it.each([
    [{ status: 'open', payment_status: 'unpaid', payment_intent: null }, 'the session is still open'],
    [{ mode: 'setup', payment_intent: null }, 'a setup session sells nothing'],
    [{ status: 'teleported' }, 'unknown session status "teleported"'],
  ])('with %j is ignored', (fields, reason) => {
    expect(observed('checkout_session', { ...session, ...fields })).toMatchObject({
      outcome: 'ignored',
      reason,
    });
  });
});
