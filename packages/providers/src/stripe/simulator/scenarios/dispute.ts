import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { paidSession } from './checkout-session.ts';
import { charge, dispute, paidIntent, type Sale } from './payment-objects.ts';
import { secondsAfter, tell } from './story.ts';

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
    deliveries: tell(context, 'current', [
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
    expected: {
      orders: [
        {
          orderRef: `cs_test_${uid}`,
          status: 'paid',
          disputed: false,
          currency: 'GBP',
          amountMinor: 8900n,
          paidMinor: 8900n,
          refundedMinor: 0n,
          chargedBackMinor: 0n,
        },
      ],
      subscriptions: [],
    },
  };
}
