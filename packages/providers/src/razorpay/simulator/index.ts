import { createHash } from 'node:crypto';
import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { cancellation, renewal, subscription } from './scenarios/subscriptions.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios/purchases.ts';
import { razorpayScheme } from '../index.ts';

export const simulator = hmacSimulator({
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
});

/** The same for every attempt at one event, like Razorpay's. */
const eventId = (body: Buffer): string => createHash('sha256').update(body).digest('hex').slice(0, 14);
