import { createHash, randomBytes } from 'node:crypto';
import { hmacDigest } from '../../contract/index.ts';
import type { Simulator } from '../../simulator/contract.ts';
import { cancellation } from './scenarios/cancellation.ts';
import { checkout } from './scenarios/checkout.ts';
import { dispute } from './scenarios/dispute.ts';
import { failedThenPaid } from './scenarios/failed-then-paid.ts';
import { refund } from './scenarios/refund.ts';
import { renewal } from './scenarios/renewal.ts';
import { subscription } from './scenarios/subscription.ts';
import { razorpayScheme } from '../verify.ts';

export const simulator: Simulator = {
  createCredentials: async () => {
    const webhookSecret = randomBytes(24).toString('hex');
    return { env: { RAZORPAY_WEBHOOK_SECRETS: webhookSecret }, signing: { webhookSecret } };
  },
  secretKey: 'webhookSecret',
  sign: ({ body, signing }) => ({
    pathSuffix: '',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Razorpay-Webhook/v1',
      'x-razorpay-event-id': eventId(body),
      'x-razorpay-signature': hmacDigest(razorpayScheme, {
        header: { signatures: [] },
        body,
        secret: signing.webhookSecret ?? '',
      }),
    },
    body,
  }),
  scenarios: {
    checkout,
    refund,
    'failed-then-paid': failedThenPaid,
    subscription,
    renewal,
    cancellation,
    dispute,
  },
};

/** The same for every attempt at one event, like Razorpay's. */
const eventId = (body: Buffer): string => createHash('sha256').update(body).digest('hex').slice(0, 14);
