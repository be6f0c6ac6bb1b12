import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { checkoutSession, paymentIntent } from './purchase-objects.ts';
import { delivery, timeAt, TOKEN } from './story.ts';

const AMOUNT = '12500000000000000000';

/** 12.5 of a token with 18 decimals: more base units than a number holds exactly. */
export function checkout(context: ScenarioContext): Scenario {
  const { uid } = context;
  const common = { uid, currency: TOKEN, amount: AMOUNT };
  const intent = { ...common, createdAt: timeAt(context, 30) };
  const session = checkoutSession({
    ...common,
    mode: 'payment',
    paymentIntentId: `pi_${uid}`,
    createdAt: timeAt(context, 0),
  });
  return {
    deliveries: [
      delivery(context, {
        type: 'payment_intent.created',
        offset: 30,
        object: paymentIntent({ ...intent, status: 'requires_payment_method' }),
      }),
      delivery(context, {
        type: 'payment_intent.succeeded',
        offset: 55,
        object: paymentIntent({ ...intent, status: 'succeeded' }),
      }),
      delivery(context, { type: 'checkout.session.completed', offset: 56, object: session }),
    ],
    expected: {
      orders: [
        {
          orderRef: `cs_${uid}`,
          status: 'paid',
          disputed: false,
          currency: 'pc_payspooltoken',
          amountMinor: 12_500_000_000_000_000_000n,
          paidMinor: 12_500_000_000_000_000_000n,
          refundedMinor: 0n,
          chargedBackMinor: 0n,
        },
      ],
      subscriptions: [],
    },
  };
}
