import { createHash, randomBytes } from 'node:crypto';
import { hmacDigest, type Simulator } from '../contract/index.ts';
import { STANDARD_V1 } from './scheme.ts';
import { checkout, failedThenPaid, refund } from './scenarios.ts';

/** Signs as the specification's senders do: one id per event, one timestamp per attempt. */
export const simulator: Simulator = {
  createCredentials: async () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    return { env: { STANDARD_WEBHOOKS_SECRETS: secret }, signing: { secret } };
  },
  secretKey: 'secret',
  sign: ({ body, sentAt, signing }) => {
    const header = {
      id: messageId(body),
      timestamp: String(Math.floor(sentAt.getTime() / 1000)),
      signatures: [],
    };
    const digest = hmacDigest(STANDARD_V1, { header, body, secret: signing['secret'] ?? '' });
    return {
      pathSuffix: '',
      headers: {
        'content-type': 'application/json',
        'webhook-id': header.id,
        'webhook-timestamp': header.timestamp,
        'webhook-signature': `v1,${digest}`,
      },
      body,
    };
  },
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid },
};

/** The same on every attempt of one event, as a sender's stored id is. */
const messageId = (body: Buffer): string =>
  `msg_${createHash('sha256').update(body).digest('hex').slice(0, 27)}`;
