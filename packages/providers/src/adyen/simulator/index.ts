import { randomBytes } from 'node:crypto';
import type { SimulatedCredentials, Simulator } from '../../simulator/contract.ts';
import { checkout, dispute, failedThenPaid, refund } from './scenarios.ts';
import { sign, signaturesIn } from './sign.ts';

const KEY_BYTES = 32;

export const simulator: Simulator = {
  createCredentials: async () => credentialsOf(randomBytes(KEY_BYTES)),
  // Live mode finds the mark in the decoded key.
  createDemoCredentials: async (mark) =>
    credentialsOf(Buffer.from(mark.padEnd(KEY_BYTES, '.')).subarray(0, KEY_BYTES)),
  secretKey: 'secret',
  sign,
  signatureInBody: signaturesIn,
  scenarios: { checkout, refund, 'failed-then-paid': failedThenPaid, dispute },
};

function credentialsOf(key: Buffer): SimulatedCredentials {
  const secret = key.toString('hex').toUpperCase();
  return { env: { ADYEN_WEBHOOK_SECRETS: secret }, signing: { secret } };
}
