import { createHash } from 'node:crypto';
import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { cashfreeScheme } from '../scheme.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios/purchases.ts';
import { cancellation, renewal, subscription } from './scenarios/subscriptions.ts';

export const simulator = hmacSimulator({
  slug: 'cashfree',
  scheme: cashfreeScheme,
  secretOf: (text) => `cfsk_ma_test_${text}`,
  headers: (body) => ({
    'x-webhook-version': '2025-01-01',
    'x-webhook-attempt': '1',
    'x-idempotency-key': createHash('sha256').update(body).digest('base64'),
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
});
