import { randomBytes } from 'node:crypto';
import { signHmac } from '../../contract/index.ts';
import type { Simulator } from '../../simulator/contract.ts';
import { isForm } from '../hint.ts';
import { MOLLIE_SCHEME } from '../verify.ts';
import {
  cancellation,
  checkout,
  dispute,
  failedThenPaid,
  refund,
  renewal,
  subscription,
} from './scenarios.ts';
import { simulatedAnswer } from './simulated-api.ts';

/** Sends both kinds of webhooks. Hints are confirmed with the simulated API; `MOLLIE_API_URL` must be its address. */
export const simulator: Simulator = {
  createCredentials: async () => {
    const pathToken = randomBytes(24).toString('base64url');
    const secret = randomBytes(24).toString('hex');
    const env = {
      MOLLIE_PATH_TOKEN: pathToken,
      MOLLIE_WEBHOOK_SECRETS: secret,
      MOLLIE_API_KEY: `test_${randomBytes(15).toString('hex')}`,
    };
    return { env, signing: { pathToken, secret } };
  },
  secretKey: 'secret',
  // A classic webhook is a form without a signature; a next-gen one is JSON.
  sign: ({ body, sentAt, signing }) => ({
    pathSuffix: `/${signing['pathToken'] ?? ''}`,
    headers: isForm(body)
      ? { 'content-type': 'application/x-www-form-urlencoded' }
      : {
          'content-type': 'application/json',
          ...signHmac(MOLLIE_SCHEME, { body, sentAt, secrets: [signing['secret'] ?? ''] }),
        },
    body,
  }),
  api: { variable: 'MOLLIE_API_URL', answer: simulatedAnswer },
  scenarios: {
    checkout,
    refund,
    'failed-then-paid': failedThenPaid,
    dispute,
    subscription,
    renewal,
    cancellation,
  },
};
