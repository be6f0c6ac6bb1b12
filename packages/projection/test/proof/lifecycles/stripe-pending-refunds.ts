import {
  paidSession,
  charge,
  paidIntent,
  refund,
  type Sale,
  type Step,
} from '../../../../providers/src/stripe/simulator/scenarios/objects.ts';
import { after, type Lifecycle, rows, unixAfter } from '../lifecycle.ts';
import { recorded } from './stripe-story.ts';

const sale = (uid: string): Sale => ({
  uid,
  generation: 'current',
  created: unixAfter(0),
  amount: 2000,
  currency: 'usd',
});
/** The refund is pending, and the charge counts it at once. */
const pending = (uid: string): Step[] => [
  { afterSeconds: 0, type: 'checkout.session.completed', object: paidSession(sale(uid)) },
  {
    afterSeconds: 9,
    type: 'refund.created',
    object: refund(sale(uid), { id: `re_${uid}`, amount: 2000, status: 'pending' }),
  },
  {
    afterSeconds: 9,
    type: 'charge.refunded',
    object: charge(sale(uid), { amount_refunded: 2000, refunded: true }),
  },
];
const outcome = (
  uid: string,
  status: 'pending' | 'succeeded' | 'failed',
): Pick<Lifecycle, 'rows'>['rows'] => {
  const refundedMinor = status === 'succeeded' ? 2000n : 0n;
  return rows({
    orders: [
      {
        orderRef: `cs_test_${uid}`,
        status: status === 'succeeded' ? 'refunded' : 'paid',
        disputed: false,
        currency: 'USD',
        amountMinor: 2000n,
        paidMinor: 2000n,
        refundedMinor,
        chargedBackMinor: 0n,
        access: status === 'succeeded' ? 'revoked' : 'granted',
      },
    ],
    payments: [
      {
        paymentRef: `pi_${uid}`,
        orderRef: `cs_test_${uid}`,
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 2000n,
        refundedMinor,
        occurredAt: after(0),
      },
    ],
    refunds: [{ refundRef: `re_${uid}`, paymentRef: `pi_${uid}`, status, amountMinor: 2000n }],
  });
};

const waiting: Lifecycle = {
  name: 'a refund that is pending gives nothing back yet, although the charge counts it',
  deliveries: recorded('slow', 'current', pending('slow')),
  rows: outcome('slow', 'pending'),
};

const bounced: Lifecycle = {
  name: 'a refund that was pending fails: nothing was given back',
  deliveries: recorded('bounce', 'current', [
    ...pending('bounce'),
    {
      afterSeconds: 900,
      type: 'refund.failed',
      object: refund(sale('bounce'), { id: 're_bounce', amount: 2000, status: 'failed' }),
    },
  ]),
  rows: outcome('bounce', 'failed'),
};

const arrived: Lifecycle = {
  name: 'a refund that was pending succeeds',
  deliveries: recorded('arrive', 'current', [
    ...pending('arrive'),
    {
      afterSeconds: 900,
      type: 'charge.refund.updated',
      object: refund(sale('arrive'), { id: 're_arrive', amount: 2000 }),
    },
  ]),
  rows: outcome('arrive', 'succeeded'),
};

/** No event of the refund's own comes: the charge shows it. */
const shown: Lifecycle = {
  name: 'a refund that is pending stands in its charge alone',
  deliveries: recorded('shown', 'current', [
    { afterSeconds: 0, type: 'checkout.session.completed', object: paidSession(sale('shown')) },
    { afterSeconds: 0, type: 'payment_intent.succeeded', object: paidIntent(sale('shown')) },
    {
      afterSeconds: 9,
      type: 'charge.refunded',
      object: charge(sale('shown'), {
        amount_refunded: 2000,
        refunded: true,
        refunds: {
          object: 'list',
          data: [refund(sale('shown'), { id: 're_shown', amount: 2000, status: 'pending' })],
          has_more: false,
        },
      }),
    },
  ]),
  rows: outcome('shown', 'pending'),
};

export const STRIPE_PENDING_REFUNDS: readonly Lifecycle[] = [waiting, bounced, arrived, shown];
