import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { checkoutSession, paymentIntent } from './purchase-objects.ts';
import { delivery, DOLLAR, timeAt } from './story.ts';

/** The intent's first attempt is declined, its second succeeds: one payment of 10.000000. */
export function failedThenPaid(context: ScenarioContext): Scenario {
  const { uid } = context;
  const common = { uid, currency: DOLLAR, amount: '10000000' };
  const intent = { ...common, createdAt: timeAt(context, 30) };
  const declined = paymentIntent({
    ...intent,
    status: 'requires_payment_method',
    error: 'insufficient_funds',
  });
  const session = checkoutSession({
    ...common,
    mode: 'payment',
    paymentIntentId: `pi_${uid}`,
    createdAt: timeAt(context, 0),
  });
  return {
    deliveries: [
      delivery(context, { type: 'payment_intent.payment_failed', offset: 45, object: declined }),
      delivery(context, {
        type: 'payment_intent.succeeded',
        offset: 240,
        object: paymentIntent({ ...intent, status: 'succeeded' }),
      }),
      delivery(context, { type: 'checkout.session.completed', offset: 241, object: session }),
    ],
    unpaid: 1,
    expected: {
      orders: [
        {
          orderRef: `cs_${uid}`,
          status: 'paid',
          disputed: false,
          currency: 'pc_payspooldollar',
          amountMinor: 10_000_000n,
          paidMinor: 10_000_000n,
          refundedMinor: 0n,
          chargedBackMinor: 0n,
        },
      ],
      subscriptions: [],
    },
  };
}
