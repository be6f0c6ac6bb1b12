import { timestampedHmac } from '../contract/index.ts';

/**
 * `X-Webhook-Signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over `<t>.<raw body>`, with a new timestamp for each attempt
 * (blocklet-server core/state/lib/blocklet/webhook/signature.js). The endpoint's secret is used as text, not decoded.
 */
export const endpointScheme = timestampedHmac('x-webhook-signature');
