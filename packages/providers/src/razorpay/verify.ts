import { bodyHmac, createHmacVerifier, type ProviderIo, type Verify } from '../contract/index.ts';
import type { RazorpaySettings } from './settings.ts';

/**
 * `X-Razorpay-Signature`: lower-case hex HMAC-SHA256 over the raw body alone (razorpay-node lib/utils/razorpay-utils.js).
 * No timestamp is signed, so a replay can be recognised only by its content: the event key is the body's hash.
 */
export const razorpayScheme = bodyHmac('x-razorpay-signature', 'hex');

export const createVerifier = (account: {
  readonly settings: Pick<RazorpaySettings, 'webhookSecrets'>;
  readonly io: Pick<ProviderIo, 'now'>;
}): Verify =>
  createHmacVerifier(razorpayScheme, { secrets: account.settings.webhookSecrets, now: account.io.now });
