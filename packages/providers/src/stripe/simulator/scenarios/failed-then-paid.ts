import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { paidSession } from './checkout-session.ts';
import {
  charge,
  declinedCharge,
  declinedIntent,
  paidIntent,
  paymentIntent,
  type Sale,
} from './payment-objects.ts';
import { secondsAfter, tell } from './story.ts';

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
    deliveries: tell(context, 'current', [
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
    expected: {
      orders: [
        {
          orderRef: `cs_test_${uid}`,
          status: 'paid',
          disputed: false,
          currency: 'JPY',
          amountMinor: 5000n,
          paidMinor: 5000n,
          refundedMinor: 0n,
          chargedBackMinor: 0n,
        },
      ],
      subscriptions: [],
    },
  };
}
