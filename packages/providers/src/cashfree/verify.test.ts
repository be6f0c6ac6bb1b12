import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../contract/index.ts';
import { cashfree } from './index.ts';
import { simulator } from './simulator/index.ts';

const BODY = Buffer.from('{"data":{"payment":{"payment_amount":170.00}},"type":"PAYMENT_SUCCESS_WEBHOOK"}');
const SECRET = 'cfsk_ma_test_0123456789abcdef';
const SIGNED_AT = new Date('2026-03-02T12:00:00.345Z');
const HOUR_MS = 3_600_000;

/** By node:crypto alone: the text of the timestamp and the body, without anything between them. */
const signatureOf = (timestamp: string, body: Buffer, secret = SECRET): string =>
  createHmac('sha256', secret).update(timestamp).update(body).digest('base64');

const headersOf = (timestamp: string, body = BODY): Record<string, string> => ({
  'x-webhook-timestamp': timestamp,
  'x-webhook-signature': signatureOf(timestamp, body),
});
const TIMESTAMP = String(SIGNED_AT.getTime());

const verify = (
  headers: Readonly<Record<string, string>>,
  {
    body = BODY,
    secrets = [SECRET],
    lateMs = 0,
  }: { body?: Buffer; secrets?: string[]; lateMs?: number } = {},
): Verdict | Promise<Verdict> =>
  cashfree.createVerifier({
    settings: { webhookSecrets: secrets },
    mode: 'test',
    io: {
      now: () => new Date(SIGNED_AT.getTime() + lateMs),
      fetch: () => Promise.reject(new Error('none')),
      fetchCertificate: () => Promise.reject(new Error('none')),
    },
  })({ headers, body, path: '/webhooks/cashfree', query: {} });

describe('the x-webhook-signature', () => {
  it('is over the text of the timestamp and the body, and gives the signed time to the millisecond', () => {
    expect(verify(headersOf(TIMESTAMP))).toEqual({ authentic: true, signedAt: SIGNED_AT });
  });

  it('of the simulator is the same', () => {
    const { headers } = simulator.sign({
      body: BODY,
      sentAt: SIGNED_AT,
      path: '/webhooks/cashfree',
      signing: { secret: SECRET },
    });
    expect(headers).toMatchObject(headersOf(TIMESTAMP));
  });

  it('with a dot between timestamp and body is refused: the dot of the documentation is PHP', () => {
    const dotted = createHmac('sha256', SECRET).update(`${TIMESTAMP}.`).update(BODY).digest('base64');
    expect(verify({ ...headersOf(TIMESTAMP), 'x-webhook-signature': dotted })).toMatchObject({
      code: 'signature_mismatch',
    });
  });

  it('is valid with any configured secret, so that both work during a rotation', () => {
    expect(verify(headersOf(TIMESTAMP), { secrets: ['cfsk_new_secret', SECRET] })).toMatchObject({
      authentic: true,
    });
  });

  it('refuses the body after a JSON library has changed its decimals', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(BODY.toString())));
    expect(verify(headersOf(TIMESTAMP), { body: rewritten })).toMatchObject({ code: 'signature_mismatch' });
  });

  it.each([
    ['23 hours after', 23 * HOUR_MS, true],
    ['more than 23 hours after', 23 * HOUR_MS + 2000, false],
    ['more than 23 hours before', -23 * HOUR_MS - 2000, false],
  ])('is valid %s: %s ms, %s', (_, lateMs, authentic) => {
    expect(verify(headersOf(TIMESTAMP), { lateMs })).toMatchObject({ authentic });
  });

  it('does not allow that a digit moves between the timestamp and the body', () => {
    const [shorter, longer] = [
      TIMESTAMP.slice(0, -1),
      Buffer.concat([Buffer.from(TIMESTAMP.slice(-1)), BODY]),
    ];
    expect(signatureOf(shorter, longer)).toBe(signatureOf(TIMESTAMP, BODY));
    const headers = { ...headersOf(TIMESTAMP), 'x-webhook-timestamp': shorter };
    expect(verify(headers, { body: longer })).toMatchObject({ code: 'signature_malformed' });
  });

  it.each([
    ['in seconds', String(Math.floor(SIGNED_AT.getTime() / 1000)), 'signature_malformed'],
    ['that is not a number', '17724528003x5', 'signature_malformed'],
    ['that is empty', '', 'signature_missing'],
  ])('refuses a timestamp %s', (_, timestamp, code) => {
    expect(verify(headersOf(timestamp))).toMatchObject({ code });
  });
});
