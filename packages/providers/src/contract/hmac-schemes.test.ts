import { describe, expect, it } from 'vitest';
import type { Delivery } from './delivery.ts';
import { bodyHmac, standardWebhooksHmac, timestampedHmac } from './hmac-schemes.ts';
import { createHmacVerifier, type HmacScheme, signHmac } from './hmac-verifier.ts';

const sentAt = new Date('2026-03-02T12:00:00Z');
const body = Buffer.from('{"id":"evt_1"}');

const verify = (scheme: HmacScheme, headers: Delivery['headers']) =>
  createHmacVerifier(scheme, { secrets: ['a secret'], now: () => sentAt })({
    headers,
    body,
    path: '/',
    query: {},
  });

// The digests were created with `openssl dgst -sha256 -hmac`.
const OVER_TIME_AND_BODY = 'e9c00d30949b5992b7e6ac7053031a36eb7bea19a958c3b8db4b76d954db4b9c';
const OVER_BODY = {
  hex: '4c31657e6e104415ffb04d7b52560600fdf32fdfea000fc70d9eaa634dd930d7',
  base64: 'TDFlfm4QRBX/sE17UlYGAP3zL9/qAA/HDZ6qY03ZMNc=',
};
const OVER_ID_TIME_AND_BODY = 'CsjIy5CJXkNNonC59V15WnqWMb+2t2ICwI7dRAmzk4M=';

describe('a timestamped HMAC', () => {
  const scheme = timestampedHmac('acme-signature');
  const signed = `t=1772452800,v1=${OVER_TIME_AND_BODY}`;

  it('signs the time, a dot and the body in hex', () => {
    expect(signHmac(scheme, { body, sentAt, secrets: ['a secret'] })).toEqual({ 'acme-signature': signed });
    expect(verify(scheme, { 'acme-signature': signed })).toEqual({ authentic: true, signedAt: sentAt });
  });

  it.each([
    ['with white space and items with other names', `t=1772452800, v0=x, v1=${OVER_TIME_AND_BODY}`],
    ['with a second signature', `${signed},v1=${'0'.repeat(64)}`],
  ])('is accepted %s', (_, header) => {
    expect(verify(scheme, { 'acme-signature': header })).toMatchObject({ authentic: true });
  });

  it.each([
    ['two timestamps', `t=1772452800,${signed}`],
    ['no timestamp', `v1=${OVER_TIME_AND_BODY}`],
    ['no signature', 't=1772452800,v1='],
    ['more than 4096 characters', `${signed},v0=${'x'.repeat(4096)}`],
  ])('is malformed with %s', (_, header) => {
    expect(verify(scheme, { 'acme-signature': header })).toMatchObject({ code: 'signature_malformed' });
  });

  it('has the names and separators that the provider documents', () => {
    const other = timestampedHmac('acme-signature', {
      timeName: 'ts',
      signatureName: 'h1',
      between: ';',
      joint: ':',
    });
    const header = 'ts=1772452800;h1=1dfdd8e0bde3c2ffc360d37c8b0f88dbb47d6c1104ed54f7786f53ead51854bd';
    expect(signHmac(other, { body, sentAt, secrets: ['a secret'] })).toEqual({ 'acme-signature': header });
    expect(verify(other, { 'acme-signature': header })).toEqual({ authentic: true, signedAt: sentAt });
    expect(verify(other, { 'acme-signature': signed })).toMatchObject({ code: 'signature_malformed' });
  });

  it('may sign its time in milliseconds', () => {
    const precise: HmacScheme = {
      ...timestampedHmac('acme-signature', { joint: '' }),
      timestampIn: 'milliseconds',
    };
    const at = new Date('2026-03-02T12:00:00.123Z');
    const header = 't=1772452800123,v1=471c2de2ed7a544ba43697186249eb7237b973547a5bd45cbbc2851d0a411ac3';
    expect(signHmac(precise, { body, sentAt: at, secrets: ['a secret'] })).toEqual({
      'acme-signature': header,
    });
    expect(verify(precise, { 'acme-signature': header })).toEqual({ authentic: true, signedAt: at });
    const inSeconds = signHmac(timestampedHmac('acme-signature', { joint: '' }), {
      body,
      sentAt,
      secrets: ['a secret'],
    });
    expect(verify(precise, inSeconds)).toMatchObject({ code: 'timestamp_stale' });
  });

  it('has its own tolerance if the provider documents one', () => {
    const brief = timestampedHmac('acme-signature', { toleranceSeconds: 5 });
    const judge = createHmacVerifier(brief, {
      secrets: ['a secret'],
      now: () => new Date(sentAt.getTime() + 6000),
    });
    const headers = signHmac(brief, { body, sentAt, secrets: ['a secret'] });
    expect(judge({ headers, body, path: '/', query: {} })).toMatchObject({ code: 'timestamp_stale' });
  });
});

describe.each(['hex', 'base64'] as const)('an HMAC over the body alone in %s', (encoding) => {
  const scheme = bodyHmac('acme-hmac', encoding);

  it('is the digest alone', () => {
    expect(signHmac(scheme, { body, sentAt, secrets: ['a secret'] })).toEqual({
      'acme-hmac': OVER_BODY[encoding],
    });
    expect(verify(scheme, { 'acme-hmac': OVER_BODY[encoding] })).toEqual({ authentic: true });
  });

  it.each([
    ['in the other encoding', OVER_BODY[encoding === 'hex' ? 'base64' : 'hex']],
    ['with a prefix', `sha256=${OVER_BODY[encoding]}`],
    ['cut short', OVER_BODY[encoding].slice(1)],
  ])('is malformed %s', (_, header) => {
    expect(verify(scheme, { 'acme-hmac': header })).toMatchObject({ code: 'signature_malformed' });
  });
});

describe('an HMAC of Standard Webhooks', () => {
  const scheme = standardWebhooksHmac((secret) => Buffer.from(secret));
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1772452800',
    'webhook-signature': `v1,${OVER_ID_TIME_AND_BODY}`,
  };

  it('signs id, time and body, with one signature per secret', () => {
    expect(signHmac(scheme, { body, sentAt, id: 'msg_1', secrets: ['a secret'] })).toEqual(headers);
    const both = signHmac(scheme, { body, sentAt, id: 'msg_1', secrets: ['another', 'a secret'] });
    expect(both['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(verify(scheme, both)).toEqual({ authentic: true, signedAt: sentAt });
  });

  it('is malformed if the id contains a dot, because a dot separates the signed parts', () => {
    expect(verify(scheme, { ...headers, 'webhook-id': 'msg.1' })).toMatchObject({
      code: 'signature_malformed',
    });
  });
});

describe('an HMAC over the body', () => {
  it('may use SHA-512', () => {
    const scheme = bodyHmac('acme-hmac', 'hex', { algorithm: 'sha512' });
    const digest =
      'e326290fb5a3ae4cb31b0195e9b0aa7df9cdbd0ccbb4d78995fe7f3940e58efb95350c051b392abe979fe8bbb394d24c0f79a7b8f7ff022cbf1c8efb2b84ae21';
    expect(signHmac(scheme, { body, sentAt, secrets: ['a secret'] })).toEqual({ 'acme-hmac': digest });
    expect(verify(scheme, { 'acme-hmac': digest })).toEqual({ authentic: true });
    expect(verify(scheme, { 'acme-hmac': OVER_BODY.hex })).toMatchObject({ code: 'signature_malformed' });
  });

  it('may sign a text of the settings before the body', () => {
    const scheme = bodyHmac('acme-hmac', 'hex', { before: 'https://shop.example/hooks' });
    const digest = 'b9c3f73633e6302b639762909bc842ba1078bed18ecdb3d9bdae8b19415b81f1';
    expect(signHmac(scheme, { body, sentAt, secrets: ['a secret'] })).toEqual({ 'acme-hmac': digest });
    expect(verify(scheme, { 'acme-hmac': digest })).toEqual({ authentic: true });
    expect(verify(scheme, { 'acme-hmac': OVER_BODY.hex })).toMatchObject({ code: 'signature_mismatch' });
  });
});
