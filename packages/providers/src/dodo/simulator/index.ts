import { createHash } from 'node:crypto';
import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { DODO_SCHEME } from '../index.ts';
import { checkout, dispute, failedThenPaid, refund } from './purchases.ts';
import { cancellation, renewal, subscription } from './subscriptions.ts';

/** Signs as the specification requires: one id per event, one timestamp per attempt. */
export const simulator = hmacSimulator({
  slug: 'dodo',
  scheme: DODO_SCHEME,
  secretOf: (text) => `whsec_${Buffer.from(text, 'hex').toString('base64')}`,
  // The letters of the mark are base64 as they are; the key is their bytes.
  demoSecretOf: (mark) => `whsec_${mark.replaceAll('-', '').padEnd(56, '0').slice(0, 56)}`,
  idOf: (body) => `msg_${createHash('sha256').update(body).digest('hex').slice(0, 27)}`,
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
