import { randomBytes } from 'node:crypto';
import { hmacDigest } from '../../contract/index.ts';
import type { Simulator } from '../../simulator/contract.ts';
import { checkout, failedThenPaid, refund } from './scenarios.ts';
import { FAKE_SCHEME } from '../verify.ts';

export const simulator: Simulator = {
  createCredentials: async () => {
    const secret = `fakesec_${randomBytes(24).toString('hex')}`;
    return { env: { FAKE_WEBHOOK_SECRETS: secret }, signing: { secret } };
  },
  secretKey: 'secret',
  sign: ({ body, sentAt, signing }) => {
    const timestamp = String(Math.floor(sentAt.getTime() / 1000));
    const digest = hmacDigest(FAKE_SCHEME, {
      header: { timestamp, signatures: [] },
      body,
      secret: signing['secret'] ?? '',
    });
    return {
      pathSuffix: '',
      headers: { 'content-type': 'application/json', 'fake-signature': `t=${timestamp},v1=${digest}` },
      body,
    };
  },
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid },
};
