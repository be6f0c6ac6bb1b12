import { createHash, randomBytes } from 'node:crypto';
import type { Simulator } from '../../simulator/contract.ts';
import { checkout, failedThenPaid, refund } from './scenarios.ts';
import { signStandardWebhook } from '../sign.ts';

/** Signs as the specification requires: one id per event, one timestamp per attempt. */
export const simulator: Simulator = {
  createCredentials: async () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    return { env: { STANDARD_WEBHOOKS_SECRETS: secret }, signing: { secret } };
  },
  secretKey: 'secret',
  sign: ({ body, sentAt, signing }) => ({
    pathSuffix: '',
    headers: {
      'content-type': 'application/json',
      ...signStandardWebhook({ id: messageId(body), sentAt, body, secrets: [signing['secret'] ?? ''] }),
    },
    body,
  }),
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid },
};

/** The same at every attempt at one event, like a sender's stored id. */
const messageId = (body: Buffer): string =>
  `msg_${createHash('sha256').update(body).digest('hex').slice(0, 27)}`;
