import { randomBytes } from 'node:crypto';
import { hmacDigest } from '../../contract/index.ts';
import type { Simulator } from '../../simulator/contract.ts';
import { canceled } from './scenarios/cancellation.ts';
import { checkout } from './scenarios/checkout.ts';
import { disputed } from './scenarios/dispute.ts';
import { failedThenPaid } from './scenarios/failed-then-paid.ts';
import { refunded } from './scenarios/refund.ts';
import { renewed } from './scenarios/renewal.ts';
import { subscribed } from './scenarios/subscription.ts';
import { stripeScheme } from '../verify.ts';

/** Simulates Stripe: test-mode events with signatures like Stripe's. */
export const simulator: Simulator = {
  createCredentials: async () => {
    const secret = `whsec_${randomBytes(24).toString('hex')}`;
    return { env: { STRIPE_WEBHOOK_SECRETS: secret }, signing: { secret } };
  },
  secretKey: 'secret',
  sign: ({ body, sentAt, signing: { secret = '' } }) => {
    const timestamp = String(Math.floor(sentAt.getTime() / 1000));
    const signature = hmacDigest(stripeScheme, { header: { signatures: [], timestamp }, body, secret });
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': `t=${timestamp},v1=${signature}`,
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    };
    return { pathSuffix: '', headers, body };
  },
  scenarios: {
    checkout,
    refund: refunded,
    'failed-then-paid': failedThenPaid,
    subscription: subscribed,
    renewal: renewed,
    cancellation: canceled,
    dispute: disputed,
  },
};
