import type { HmacScheme } from '../contract/index.ts';

/**
 * 23 hours. It is not documented whether a repeated delivery has a new timestamp, and the merchant chooses how long Cashfree repeats
 * (up to 10 times). A replay within this time has the same body, which is the event key, so it changes nothing.
 */
const TOLERANCE_SECONDS = 23 * 3600;

/** 13 digits: the time in milliseconds until the year 2286. A fixed length, because nothing separates it from the body in the signed text. */
const TIMESTAMP = /^\d{13}$/;

/**
 * `x-webhook-signature`: base64 HMAC-SHA256, with the client secret, over the text of `x-webhook-timestamp` and the raw body
 * (cashfree-pg `PGVerifyWebhookSignature`; docs `api-reference/webhooks/payloads-and-signatures`).
 */
export const cashfreeScheme: HmacScheme = {
  headers: ['x-webhook-signature', 'x-webhook-timestamp'],
  split: (headers) => {
    const timestamp = headers['x-webhook-timestamp'] ?? '';
    const signature = headers['x-webhook-signature'];
    return signature && TIMESTAMP.test(timestamp) ? { timestamp, signatures: [signature] } : undefined;
  },
  write: ({ timestamp = '', signatures: [signature = ''] }) => ({
    'x-webhook-timestamp': timestamp,
    'x-webhook-signature': signature,
  }),
  algorithm: 'sha256',
  encoding: 'base64',
  prefix: ({ timestamp = '' }) => timestamp,
  key: (secret) => Buffer.from(secret, 'utf8'),
  toleranceSeconds: TOLERANCE_SECONDS,
  timestampIn: 'milliseconds',
};
