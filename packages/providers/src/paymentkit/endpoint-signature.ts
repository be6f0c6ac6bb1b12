import type { HmacScheme } from '../contract/index.ts';

const HEADER = 'x-webhook-signature';
const MAX_PARTS = 20;

/**
 * `X-Webhook-Signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over `<t>.<raw body>`, with a new timestamp for each attempt
 * (blocklet-server core/state/lib/blocklet/webhook/signature.js). The endpoint's secret is used as text, not decoded.
 */
export const endpointScheme: HmacScheme = {
  headers: [HEADER],
  split: (headers) => {
    const parts = (headers[HEADER] ?? '').split(',').map((part) => part.trim());
    const times = valuesOf(parts, 't=');
    return times.length === 1 && parts.length <= MAX_PARTS
      ? { timestamp: times[0], signatures: valuesOf(parts, 'v1=') }
      : undefined;
  },
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: ({ timestamp = '' }) => `${timestamp}.`,
  key: (secret) => Buffer.from(secret, 'utf8'),
  toleranceSeconds: 300,
};

const valuesOf = (parts: readonly string[], prefix: string): string[] =>
  parts.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length));
