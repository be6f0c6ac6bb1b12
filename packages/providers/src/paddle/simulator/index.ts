import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { PADDLE_SCHEME } from '../index.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios/purchases.ts';
import { cancellation, renewal, subscription } from './scenarios/subscriptions.ts';

export const simulator = hmacSimulator({
  slug: 'paddle',
  scheme: PADDLE_SCHEME,
  secretOf: (text) => `pdl_ntfset_${text}`,
  headers: () => ({ 'user-agent': 'Paddle' }),
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
