import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { paidSession } from './checkout-session.ts';
import { charge, paidIntent, paymentIntent, type Sale } from './payment-objects.ts';
import { secondsAfter, tell } from './story.ts';

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
    deliveries: tell(context, 'current', [
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
    expected: {
      orders: [
        {
          orderRef: `cs_test_${uid}`,
          status: 'paid',
          disputed: false,
          currency: 'USD',
          amountMinor: 4999n,
          paidMinor: 4999n,
          refundedMinor: 0n,
          chargedBackMinor: 0n,
        },
      ],
      subscriptions: [],
    },
  };
}
