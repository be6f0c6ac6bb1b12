import { randomBytes } from 'node:crypto';
import type { Simulator } from '../../simulator/contract.ts';
import { simulatedAnswer } from './simulated-api.ts';
import { checkout, failedThenPaid, refund } from './scenarios.ts';

/** Its credentials are test keys, so that only the test API is simulated. */
const TRANSACTION = /^\/apitest\/v1\/pg\/order\/([A-Za-z0-9_-]{1,128})\/transaction$/;

/** Sends hints. They are confirmed with the simulated API; `IPPOPAY_API_URL` must be its address. */
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
  api: {
    variable: 'IPPOPAY_API_URL',
    answer: (path, askedTimes) => simulatedAnswer(TRANSACTION.exec(path)?.[1] ?? '', askedTimes),
  },
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid },
};
