import {
  createHmacVerifier,
  type HmacScheme,
  type ProviderIo,
  type SignatureHeader,
  type Verify,
} from '../contract/index.ts';
import type { StripeSettings } from './settings.ts';

const HEADER = 'stripe-signature';
const MAX_HEADER_LENGTH = 4096;

/**
 * `Stripe-Signature: t=<unix seconds>,v1=<hex>[,v1=…][,v0=…]`, HMAC-SHA256 over `<t>.<raw body>` (stripe-node src/Webhooks.ts).
 * The key is the whole secret as text, `whsec_` included: unlike Standard Webhooks, nothing is base64-decoded.
 * Stripe signs each attempt with a new timestamp. stripe-node refuses only old timestamps; here the 300 s apply in both directions.
 */
export const stripeScheme: HmacScheme = {
  headers: [HEADER],
  split: (headers) => splitHeader(headers[HEADER] ?? ''),
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: ({ timestamp = '' }) => `${timestamp}.`,
  key: (secret) => Buffer.from(secret, 'utf8'),
  toleranceSeconds: 300,
};

export const createStripeVerifier = (account: {
  readonly settings: StripeSettings;
  readonly io: Pick<ProviderIo, 'now'>;
}): Verify =>
  createHmacVerifier(stripeScheme, { secrets: account.settings.webhookSecrets, now: account.io.now });

function splitHeader(header: string): SignatureHeader | undefined {
  if (header.length > MAX_HEADER_LENGTH) return undefined;
  let timestamp: string | undefined;
  const signatures: string[] = [];
  for (const item of header.split(',')) {
    const [key, value] = item.trim().split('=', 2);
    if (!value) continue;
    if (key === 'v1') signatures.push(value);
    if (key !== 't') continue;
    // The header has two different times, and it is not known which of them was signed.
    if (timestamp !== undefined && timestamp !== value) return undefined;
    timestamp = value;
  }
  return { signatures, ...(timestamp !== undefined && { timestamp }) };
}
