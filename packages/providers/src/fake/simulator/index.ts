import { randomBytes } from 'node:crypto';
import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { FAKE_SCHEME } from '../index.ts';
import { checkout, failedThenPaid, refund } from './scenarios.ts';

export const simulator = hmacSimulator({
  variable: 'FAKE_WEBHOOK_SECRETS',
  scheme: FAKE_SCHEME,
  makeSecret: () => `fakesec_${randomBytes(24).toString('hex')}`,
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid },
});
