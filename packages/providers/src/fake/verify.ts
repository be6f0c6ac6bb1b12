import type { HmacScheme } from '../contract/index.ts';

const HEADER = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/**
 * `fake-signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over `"<t>.<body>"`, 300 s both ways. Name the documentation of the
 * provider's scheme here.
 */
export const FAKE_SCHEME: HmacScheme = {
  headers: ['fake-signature'],
  split: (headers) => {
    const [, timestamp, signature] = HEADER.exec(headers['fake-signature'] ?? '') ?? [];
    return signature ? { timestamp, signatures: [signature] } : undefined;
  },
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: ({ timestamp }) => `${timestamp}.`,
  key: (secret) => Buffer.from(secret, 'utf8'),
  toleranceSeconds: 300,
};
