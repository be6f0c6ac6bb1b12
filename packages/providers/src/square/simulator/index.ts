import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { squareScheme } from '../index.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios/purchases.ts';
import { cancellation, renewal, subscription } from './scenarios/subscriptions.ts';

export const simulator = hmacSimulator({
  slug: 'square',
  scheme: ({ notificationUrl }) => squareScheme(notificationUrl),
  settings: { notificationUrl: 'https://pay.example.com/webhooks/square' },
  headers: () => ({ 'square-environment': 'Sandbox' }),
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
