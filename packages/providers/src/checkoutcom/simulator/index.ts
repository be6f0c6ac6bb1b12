import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { CHECKOUTCOM_SCHEME } from '../index.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios.ts';

export const simulator = hmacSimulator({
  slug: 'checkoutcom',
  scheme: CHECKOUTCOM_SCHEME,
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid, dispute },
});
