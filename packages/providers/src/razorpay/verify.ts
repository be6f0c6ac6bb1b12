import { bodyHmac, webhookSecretsVerifier } from '../contract/index.ts';

/**
 * `X-Razorpay-Signature`: lower-case hex HMAC-SHA256 over the raw body alone (razorpay-node lib/utils/razorpay-utils.js).
 * No timestamp is signed, so a replay can be recognised only by its content: the event key is the body's hash.
 */
export const razorpayScheme = bodyHmac('x-razorpay-signature', 'hex');

export const createVerifier = webhookSecretsVerifier(razorpayScheme);
