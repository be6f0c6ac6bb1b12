import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { FAKE_SCHEME } from '../index.ts';
import { checkout, failedThenPaid, refund } from './scenarios.ts';

export const simulator = hmacSimulator({
  slug: 'fake',
  scheme: FAKE_SCHEME,
  secretOf: (text) => `fakesec_${text}`,
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid },
});
