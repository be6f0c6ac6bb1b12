import { createHash, randomBytes } from 'node:crypto';
import { hmacSimulator } from '../../simulator/hmac-simulator.ts';
import { STANDARD_V1 } from '../verify.ts';
import { checkout, failedThenPaid, refund } from './scenarios.ts';

/** Signs as the specification requires: one id per event, one timestamp per attempt. */
export const simulator = hmacSimulator({
  variable: 'STANDARD_WEBHOOKS_SECRETS',
  scheme: STANDARD_V1,
  makeSecret: () => `whsec_${randomBytes(32).toString('base64')}`,
  idOf: (body) => messageId(body),
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid },
});

/** The same at every attempt at one event, like a sender's stored id. */
const messageId = (body: Buffer): string =>
  `msg_${createHash('sha256').update(body).digest('hex').slice(0, 27)}`;
