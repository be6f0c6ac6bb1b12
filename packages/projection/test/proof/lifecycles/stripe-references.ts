import {
  paidSession,
  charge,
  dispute,
  paidIntent,
} from '../../../../providers/src/stripe/simulator/scenarios/objects.ts';
import { after, type Lifecycle, rows, unixAfter } from '../lifecycle.ts';
import { recorded } from './stripe-story.ts';

const sale = (uid: string) =>
  ({ uid, generation: 'current', created: unixAfter(0), amount: 5000, currency: 'eur' }) as const;
const bought = (uid: string, merchant: object): Lifecycle['rows'] =>
  rows({
    orders: [
      {
        orderRef: `cs_test_${uid}`,
        status: 'paid',
        disputed: false,
        currency: 'EUR',
        amountMinor: 5000n,
        paidMinor: 5000n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
        ...merchant,
      },
    ],
    payments: [
      {
        paymentRef: `pi_${uid}`,
        orderRef: `cs_test_${uid}`,
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 5000n,
        refundedMinor: 0n,
        occurredAt: after(10),
      },
    ],
  });
/** A buyer has changed the reference in the URL of the Payment Link. */
const changed = (uid: string) => ({
  ...paidSession(sale(uid)),
  client_reference_id: 'order-of-somebody-else',
  payment_link: 'plink_1',
});

const byMerchant: Lifecycle = {
  name: 'what a buyer wrote into a Payment Link gives way to what the merchant wrote into its payments',
  deliveries: recorded('link', 'current', [
    {
      afterSeconds: 10,
      type: 'payment_intent.succeeded',
      object: { ...paidIntent(sale('link')), metadata: { order_id: 'order-link' } },
    },
    { afterSeconds: 11, type: 'checkout.session.completed', object: changed('link') },
  ]),
  rows: bought('link', {
    merchantRef: 'order-link',
    merchantRefField: 'metadata.order_id',
    merchantRefWriter: 'merchant',
  }),
};

const byBuyer: Lifecycle = {
  name: 'what a buyer may have written into a Payment Link is shown as that',
  deliveries: recorded('typed', 'current', [
    { afterSeconds: 10, type: 'payment_intent.succeeded', object: paidIntent(sale('typed')) },
    { afterSeconds: 11, type: 'checkout.session.completed', object: changed('typed') },
  ]),
  rows: bought('typed', {
    merchantRef: 'order-of-somebody-else',
    merchantRefField: 'client_reference_id',
    merchantRefWriter: 'buyer',
  }),
};

const past = {
  uid: 'past',
  generation: 'legacy',
  created: unixAfter(0),
  amount: 5000,
  currency: 'eur',
} as const;
const disputedPast: Lifecycle = {
  name: 'a dispute with its charge in it proves a payment that nothing else has reported',
  deliveries: recorded('past', 'legacy', [
    {
      afterSeconds: 60,
      type: 'charge.dispute.created',
      object: dispute(past, { charge: charge(past, { disputed: true }), status: 'needs_response' }),
    },
    { afterSeconds: 900, type: 'charge.dispute.closed', object: dispute(past, { status: 'lost' }) },
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'pi_past',
        status: 'refunded',
        disputed: false,
        currency: 'EUR',
        amountMinor: 5000n,
        paidMinor: 5000n,
        refundedMinor: 0n,
        chargedBackMinor: 5000n,
      },
    ],
    payments: [
      {
        paymentRef: 'pi_past',
        orderRef: 'pi_past',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 5000n,
        refundedMinor: 0n,
        occurredAt: after(60),
      },
    ],
    disputes: [{ disputeRef: 'du_past', paymentRef: 'pi_past', status: 'lost', amountMinor: 5000n }],
  }),
};

export const STRIPE_REFERENCES: readonly Lifecycle[] = [byMerchant, byBuyer, disputedPast];
