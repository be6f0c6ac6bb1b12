import { randomBytes } from 'node:crypto';
import type { Simulator } from '../contract/index.ts';
import { checkout, failedThenPaid, refund } from './scenarios.ts';

/** Sends hints. They are confirmed with the simulated API, `simulatedAnswer`, to which `IPPOPAY_API_URL` must lead. */
export const simulator: Simulator = {
  createCredentials: async () => {
    const pathToken = randomBytes(24).toString('base64url');
    const env = {
      IPPOPAY_PATH_TOKEN: pathToken,
      IPPOPAY_PUBLIC_KEY: `pk_test_${randomBytes(9).toString('hex')}`,
      IPPOPAY_SECRET_KEY: `sk_test_${randomBytes(24).toString('hex')}`,
    };
    return { env, signing: { pathToken } };
  },
  secretKey: 'pathToken',
  sign: ({ body, signing }) => ({
    pathSuffix: `/${signing['pathToken'] ?? ''}`,
    headers: { 'content-type': 'application/json' },
    body,
  }),
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid },
};
