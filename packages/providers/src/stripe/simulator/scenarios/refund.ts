import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { paidSession } from './checkout-session.ts';
import { charge, paidIntent, refund, type Sale } from './payment-objects.ts';
import { secondsAfter, tell, type Step } from './story.ts';

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
    deliveries: tell(context, 'legacy', [
      { afterSeconds: 30, type: 'charge.succeeded', object: charge(sale, {}) },
      { afterSeconds: 30, type: 'payment_intent.succeeded', object: paidIntent(sale) },
      { afterSeconds: 31, type: 'checkout.session.completed', object: paidSession(sale) },
      ...refundSteps(sale, { afterSeconds: 600, number: 1, amount: 2000, before: 0 }),
      ...refundSteps(sale, { afterSeconds: 1200, number: 2, amount: 10_000, before: 2000 }),
    ]),
    expected: {
      orders: [
        {
          orderRef: `cs_test_${uid}`,
          status: 'refunded',
          disputed: false,
          currency: 'EUR',
          amountMinor: 12_000n,
          paidMinor: 12_000n,
          refundedMinor: 12_000n,
          chargedBackMinor: 0n,
        },
      ],
      subscriptions: [],
    },
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
