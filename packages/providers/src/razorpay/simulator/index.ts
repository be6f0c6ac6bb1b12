import { createHash } from 'node:crypto';
import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { cancellation, renewal, subscription } from './scenarios/subscriptions.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios/purchases.ts';
import { razorpayScheme } from '../index.ts';
import { createFakeApi } from './fake-api.ts';
import type { Simulator } from '../../simulator/contract.ts';

export const simulator: Simulator = {
  ...hmacSimulator({
    slug: 'razorpay',
    scheme: razorpayScheme,
    secretKey: 'webhookSecret',
    headers: (body) => ({ 'user-agent': 'Razorpay-Webhook/v1', 'x-razorpay-event-id': eventId(body) }),
    scenarios: {
      checkout,
      refund,
      'failed-then-paid': failedThenPaid,
      subscription,
      renewal,
      cancellation,
      dispute,
    },
  }),
  createReading: ({ now }) => {
    const [keyId, keySecret] = ['rzp_test_simulated', 'simulated-secret-of-the-key'];
    const api = createFakeApi({ now, keyId, keySecret });
    return {
      api,
      env: (url) => ({ RAZORPAY_KEY_ID: keyId, RAZORPAY_KEY_SECRET: keySecret, RAZORPAY_API_URL: url }),
      add: api.withDeliveries,
    };
  },
};

/** The same for every attempt at one event, like Razorpay's. */
const eventId = (body: Buffer): string => createHash('sha256').update(body).digest('hex').slice(0, 14);
