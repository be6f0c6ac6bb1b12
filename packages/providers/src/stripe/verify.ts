import { timestampedHmac, webhookSecretsVerifier } from '../contract/index.ts';

/**
 * `Stripe-Signature: t=<unix seconds>,v1=<hex>[,v1=…][,v0=…]`, HMAC-SHA256 over `<t>.<raw body>` (stripe-node src/Webhooks.ts).
 * The key is the whole secret as text, including `whsec_`. Nothing is base64-decoded, unlike in Standard Webhooks.
 * Stripe signs each attempt with a new timestamp. stripe-node refuses only old timestamps; here the 300 s apply in both directions.
 */
export const stripeScheme = timestampedHmac('stripe-signature');

export const createStripeVerifier = webhookSecretsVerifier(stripeScheme);
