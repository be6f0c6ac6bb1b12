import { createHmacVerifier, type HmacScheme, type ProviderIo, type Verify } from '../contract/index.ts';
import type { RazorpaySettings } from './settings.ts';

const SIGNATURE = 'x-razorpay-signature';
const LOWER_CASE_SHA256 = /^[0-9a-f]{64}$/;

/**
 * `X-Razorpay-Signature`: lower-case hex HMAC-SHA256 over the raw body alone (razorpay-node lib/utils/razorpay-utils.js).
 * No timestamp is signed, so a replay can be recognised only by its content: the event key is the body's hash.
 */
export const razorpayScheme: HmacScheme = {
  headers: [SIGNATURE],
  split: (headers) => {
    const signature = headers[SIGNATURE] ?? '';
    return LOWER_CASE_SHA256.test(signature) ? { signatures: [signature] } : undefined;
  },
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: () => '',
  key: (secret) => Buffer.from(secret, 'utf8'),
};

export const createVerifier = (account: {
  readonly settings: Pick<RazorpaySettings, 'webhookSecrets'>;
  readonly io: Pick<ProviderIo, 'now'>;
}): Verify =>
  createHmacVerifier(razorpayScheme, { secrets: account.settings.webhookSecrets, now: account.io.now });
