import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { paystackScheme } from '../index.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios/purchases.ts';
import { cancellation, renewal, subscription } from './scenarios/subscriptions.ts';

export const simulator = hmacSimulator({
  slug: 'paystack',
  scheme: paystackScheme,
  secretOf: (text) => `sk_test_${text}`,
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
