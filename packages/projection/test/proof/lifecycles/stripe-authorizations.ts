import {
  paidSession,
  charge,
  paymentIntent,
} from '../../../../providers/src/stripe/simulator/scenarios/objects.ts';
import { after, type Lifecycle, rows, unixAfter } from '../lifecycle.ts';
import { recorded } from './stripe-story.ts';

const sale = (uid: string) =>
  ({ uid, generation: 'current', created: unixAfter(0), amount: 5000, currency: 'eur' }) as const;
const held = (uid: string) =>
  paymentIntent(sale(uid), {
    amount_capturable: 5000,
    capture_method: 'manual',
    latest_charge: `ch_${uid}1`,
    status: 'requires_capture',
  });
const captured = (uid: string) =>
  paymentIntent(sale(uid), {
    amount_received: 3000,
    capture_method: 'manual',
    latest_charge: `ch_${uid}1`,
    status: 'succeeded',
  });
const settled = (uid: string, capturedAt: number): Lifecycle['rows'] =>
  rows({
    orders: [
      {
        orderRef: `cs_test_${uid}`,
        status: 'paid',
        disputed: false,
        currency: 'EUR',
        amountMinor: 3000n,
        paidMinor: 3000n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      {
        paymentRef: `pi_${uid}`,
        orderRef: `cs_test_${uid}`,
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 3000n,
        refundedMinor: 0n,
        occurredAt: after(capturedAt),
      },
    ],
  });

/** The session's word is `unpaid` while the authorization waits; `paid` is sent here too, so that neither is relied on. */
const inPart = (uid: string, payment_status: string): Lifecycle => ({
  name: `an authorization is captured in part and settles its order, the session being ${payment_status}`,
  deliveries: recorded(uid, 'current', [
    { afterSeconds: 10, type: 'payment_intent.amount_capturable_updated', object: held(uid) },
    {
      afterSeconds: 11,
      type: 'checkout.session.completed',
      object: { ...paidSession(sale(uid)), payment_status },
    },
    {
      afterSeconds: 900,
      type: 'charge.captured',
      object: charge(sale(uid), { amount_captured: 3000 }),
    },
    { afterSeconds: 900, type: 'payment_intent.succeeded', object: captured(uid) },
  ]),
  rows: settled(uid, payment_status === 'paid' ? 11 : 900),
});

const atOnce: Lifecycle = {
  name: 'an authorization is captured in part before its session is reported',
  deliveries: recorded('quick', 'current', [
    { afterSeconds: 10, type: 'payment_intent.amount_capturable_updated', object: held('quick') },
    { afterSeconds: 11, type: 'payment_intent.succeeded', object: captured('quick') },
    {
      afterSeconds: 12,
      type: 'checkout.session.completed',
      object: { ...paidSession(sale('quick')), payment_status: 'unpaid' },
    },
  ]),
  rows: settled('quick', 11),
};

export const STRIPE_AUTHORIZATIONS: readonly Lifecycle[] = [
  inPart('held', 'unpaid'),
  inPart('said', 'paid'),
  atOnce,
];
