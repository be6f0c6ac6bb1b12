import { createHash } from 'node:crypto';
import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { STANDARD_V1 } from '../verify.ts';
import { checkout, failedThenPaid, refund } from './scenarios.ts';

/** Signs as the specification requires: one id per event, one timestamp per attempt. */
export const simulator = hmacSimulator({
  slug: 'standard',
  setting: 'webhooksSecrets',
  scheme: STANDARD_V1,
  secretOf: (text) => `whsec_${Buffer.from(text, 'hex').toString('base64')}`,
  // The letters of the mark are base64 as they are; the key is their bytes.
  demoSecretOf: (mark) => `whsec_${mark.replaceAll('-', '').padEnd(56, '0').slice(0, 56)}`,
  idOf: (body) => messageId(body),
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid },
});

/** The same at every attempt at one event, like a sender's stored id. */
const messageId = (body: Buffer): string =>
  `msg_${createHash('sha256').update(body).digest('hex').slice(0, 27)}`;
