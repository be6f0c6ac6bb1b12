import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { creemScheme } from '../index.ts';
import {
  cancellation,
  checkout,
  dispute,
  failedThenPaid,
  refund,
  renewal,
  subscription,
} from './scenarios.ts';

export const simulator = hmacSimulator({
  slug: 'creem',
  scheme: creemScheme,
  secretOf: (text) => `whsec_${text}`,
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
