import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkoutcom } from './index.ts';
import { simulator } from './simulator/index.ts';

const NOW = new Date('2026-03-02T12:00:00Z');
/** With characters that a decoder of hex or base64 would drop. */
const KEY = '8V8x0dLK%AyD*DNS8JJr-tea';
const body = Buffer.from('{"id":"evt_1","type":"payment_captured","data":{"reference":"Tea ©"}}');
const hex = (key: string, bytes = body) => createHmac('sha256', key).update(bytes).digest('hex');

const verifyWith = (secrets: readonly string[], signature: string, bytes = body) =>
  checkoutcom.createVerifier({
    settings: { webhookSecrets: [...secrets] },
    mode: 'test',
    io: {
      now: () => NOW,
      fetch: () => Promise.reject(new Error('no network')),
      fetchCertificate: () => Promise.reject(new Error('no network')),
    },
  })({ headers: { 'cko-signature': signature }, body: bytes, path: '/webhooks/checkoutcom', query: {} });

describe('a delivery', () => {
  it('is authentic with the hex HMAC-SHA256 of its bytes, by the key as text', async () => {
    expect(await verifyWith([KEY], hex(KEY))).toEqual({ authentic: true, signedAt: undefined });
    const { headers } = simulator.sign({ body, sentAt: NOW, path: '', signing: { secret: KEY } });
    expect(headers).toMatchObject({ 'cko-signature': hex(KEY) });
  });

  it('is authentic with any of the configured keys', async () => {
    expect(await verifyWith(['the new key of the shop', KEY], hex(KEY))).toMatchObject({ authentic: true });
  });

  it('is refused with another key, another body, or the body rewritten', async () => {
    const escaped = Buffer.from(body.toString().replace('©', '\\u00a9'));
    expect(await verifyWith(['another key of the shop'], hex(KEY))).toMatchObject({ authentic: false });
    expect(await verifyWith([KEY], hex(KEY), escaped)).toMatchObject({ code: 'signature_mismatch' });
  });

  it.each([
    ['upper case', hex(KEY).toUpperCase()],
    ['a prefix', `sha256=${hex(KEY)}`],
    ['base64', createHmac('sha256', KEY).update(body).digest('base64')],
    ['two signatures', `${hex(KEY)}, ${hex(KEY)}`],
  ])('is refused with %s', async (_, signature) => {
    expect(await verifyWith([KEY], signature)).toMatchObject({ code: 'signature_malformed' });
  });
});

it('the event key is the signed id, so that a replay is the same event', () => {
  expect(checkoutcom.identify({ headers: {}, body })).toEqual({
    eventKey: 'evt_1',
    type: 'payment_captured',
  });
});
