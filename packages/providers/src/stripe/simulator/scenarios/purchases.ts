import { oneOrder } from '../../../simulator/scenario.ts';
import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import {
  paidSession,
  charge,
  paidIntent,
  paymentIntent,
  type Sale,
  secondsAfter,
  deliveriesOf,
  refund,
  type Step,
  declinedCharge,
  declinedIntent,
  dispute,
} from './objects.ts';

/** A Checkout session, paid by card at the first attempt. */
export function checkout(context: ScenarioContext): Scenario {
  const { uid } = context;
  const sale: Sale = {
    uid,
    generation: 'current',
    created: secondsAfter(context, 0),
    amount: 4999,
    currency: 'usd',
  };
  const settled = { balance_transaction: `txn_${uid}` };
  return {
    deliveries: deliveriesOf(context, 'current', [
      {
        afterSeconds: 60,
        type: 'payment_intent.created',
        object: paymentIntent(sale, { status: 'requires_payment_method' }),
      },
      { afterSeconds: 62, type: 'charge.succeeded', object: charge(sale, {}) },
      { afterSeconds: 62, type: 'payment_intent.succeeded', object: paidIntent(sale) },
      { afterSeconds: 63, type: 'checkout.session.completed', object: paidSession(sale) },
      {
        afterSeconds: 66,
        type: 'charge.updated',
        object: charge(sale, settled),
        previous: { balance_transaction: null },
      },
    ]),
    expected: oneOrder({
      orderRef: `cs_test_${uid}`,
      status: 'paid',
      currency: 'USD',
      amountMinor: 4999n,
    }),
  };
}

/** A paid session, 20.00 of it refunded, then the remaining 100.00. Bodies of the legacy generation. */
export function refunded(context: ScenarioContext): Scenario {
  const { uid } = context;
  const sale: Sale = {
    uid,
    generation: 'legacy',
    created: secondsAfter(context, 0),
    amount: 12_000,
    currency: 'eur',
  };
  return {
    deliveries: deliveriesOf(context, 'legacy', [
      { afterSeconds: 30, type: 'charge.succeeded', object: charge(sale, {}) },
      { afterSeconds: 30, type: 'payment_intent.succeeded', object: paidIntent(sale) },
      { afterSeconds: 31, type: 'checkout.session.completed', object: paidSession(sale) },
      ...refundSteps(sale, { afterSeconds: 600, number: 1, amount: 2000, before: 0 }),
      ...refundSteps(sale, { afterSeconds: 1200, number: 2, amount: 10_000, before: 2000 }),
    ]),
    expected: oneOrder({
      orderRef: `cs_test_${uid}`,
      status: 'refunded',
      currency: 'EUR',
      amountMinor: 12_000n,
      refundedMinor: 12_000n,
    }),
  };
}

/** The charge has the total so far, the refund only its own amount. */
function refundSteps(
  sale: Sale,
  step: {
    readonly afterSeconds: number;
    readonly number: number;
    readonly amount: number;
    readonly before: number;
  },
): Step[] {
  const total = step.before + step.amount;
  const one = {
    id: `re_${sale.uid}${step.number}`,
    amount: step.amount,
    created: sale.created + step.afterSeconds,
  };
  const reference = {
    card: { reference: '5431', reference_status: 'available', type: 'refund' },
    type: 'card',
  };
  return [
    {
      afterSeconds: step.afterSeconds,
      type: 'charge.refunded',
      object: charge(sale, { amount_refunded: total, refunded: total === sale.amount }),
      previous: { amount_refunded: step.before },
    },
    {
      afterSeconds: step.afterSeconds + 5,
      type: 'charge.refund.updated',
      object: refund(sale, { ...one, destination_details: reference }),
      previous: {
        destination_details: { card: { reference_status: 'pending', type: 'refund' }, type: 'card' },
      },
    },
  ];
}

/** The first card is declined, the second pays: one intent, two charges, one order. */
export function failedThenPaid(context: ScenarioContext): Scenario {
  const { uid } = context;
  const sale: Sale = {
    uid,
    generation: 'current',
    created: secondsAfter(context, 0),
    amount: 5000,
    currency: 'jpy',
  };
  return {
    deliveries: deliveriesOf(context, 'current', [
      {
        afterSeconds: 40,
        type: 'payment_intent.created',
        object: paymentIntent(sale, { status: 'requires_payment_method' }),
      },
      { afterSeconds: 42, type: 'charge.failed', object: declinedCharge(sale, 1) },
      { afterSeconds: 42, type: 'payment_intent.payment_failed', object: declinedIntent(sale, 1) },
      { afterSeconds: 120, type: 'charge.succeeded', object: charge(sale, {}, 2) },
      { afterSeconds: 120, type: 'payment_intent.succeeded', object: paidIntent(sale, 2) },
      { afterSeconds: 121, type: 'checkout.session.completed', object: paidSession(sale) },
    ]),
    unpaid: 3,
    expected: oneOrder({
      orderRef: `cs_test_${uid}`,
      status: 'paid',
      currency: 'JPY',
      amountMinor: 5000n,
    }),
  };
}

/** A paid order is disputed and the money is taken; after the dispute is won, the money is returned. */
export function disputed(context: ScenarioContext): Scenario {
  const { uid } = context;
  const sale: Sale = {
    uid,
    generation: 'current',
    created: secondsAfter(context, 0),
    amount: 8900,
    currency: 'gbp',
  };
  const open = dispute(sale, { status: 'needs_response' });
  const won = dispute(sale, { status: 'won' });
  return {
    deliveries: deliveriesOf(context, 'current', [
      { afterSeconds: 20, type: 'charge.succeeded', object: charge(sale, {}) },
      { afterSeconds: 20, type: 'payment_intent.succeeded', object: paidIntent(sale) },
      { afterSeconds: 21, type: 'checkout.session.completed', object: paidSession(sale) },
      { afterSeconds: 600, type: 'charge.dispute.created', object: open },
      { afterSeconds: 600, type: 'charge.dispute.funds_withdrawn', object: open },
      {
        afterSeconds: 900,
        type: 'charge.dispute.updated',
        object: dispute(sale, { status: 'under_review' }),
        previous: { status: 'needs_response' },
      },
      { afterSeconds: 1800, type: 'charge.dispute.funds_reinstated', object: won },
      {
        afterSeconds: 1800,
        type: 'charge.dispute.closed',
        object: won,
        previous: { status: 'under_review' },
      },
    ]),
    expected: oneOrder({
      orderRef: `cs_test_${uid}`,
      status: 'paid',
      currency: 'GBP',
      amountMinor: 8900n,
    }),
  };
}
