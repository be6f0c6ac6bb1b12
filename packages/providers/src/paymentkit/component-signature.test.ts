import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../contract/index.ts';
import { componentText } from './component-signature.ts';
import { settings } from './settings.ts';
import { simulator } from './simulator/index.ts';
import { createVerifier } from './verify.ts';

const SENT = 1_772_443_860;
const PATH = '/webhooks/paymentkit';
const BODY = '{"type":"refund.created","id":"evt_1","data":{"object":{"b":[3,1],"a":"1.0"}}}';

const { env, signing } = await simulator.createCredentials({ now: new Date(SENT * 1000) });

const signed = (body = BODY): Delivery => ({
  ...simulator.sign({
    body: Buffer.from(body),
    sentAt: new Date(SENT * 1000),
    path: PATH,
    signing: { ...signing, scheme: 'component' },
  }),
  path: PATH,
  query: {},
});

const verifyWith = (keys: string | undefined, secondsLater = 0) =>
  createVerifier({
    settings: settings.parse({ appPublicKeys: keys }),
    io: { now: () => new Date((SENT + secondsLater) * 1000) },
  });
const verify = (delivery: Delivery, secondsLater?: number) =>
  verifyWith(env.PAYMENTKIT_APP_PUBLIC_KEYS, secondsLater)(delivery);

const withHeader = (name: string, value: string): Delivery => {
  const delivery = signed();
  return { ...delivery, headers: { ...delivery.headers, [name]: value } };
};

describe('the component signature', () => {
  it('covers the parsed request with sorted keys', () => {
    const text = componentText({ iat: 1, exp: 301, body: Buffer.from(BODY), query: { z: '1' }, path: PATH });
    expect(text).toBe(
      '{"body":{"data":{"object":{"a":"1.0","b":[3,1]}},"id":"evt_1","type":"refund.created"},"exp":301,"iat":1,"method":"post","query":{"z":"1"},"url":"/webhooks/paymentkit"}',
    );
  });

  it('is valid for any white space and any order of keys in the body', async () => {
    const rewritten = {
      ...signed(),
      body: Buffer.from(' {"id":"evt_1", "data":{"object":{"a":"1.0","b":[3,1]}}, "type":"refund.created"}'),
    };
    expect(await verify(signed())).toEqual({ authentic: true, signedAt: new Date(SENT * 1000) });
    expect(await verify(rewritten)).toMatchObject({ authentic: true });
  });

  it('is valid with any configured key', async () => {
    const other = (await simulator.createCredentials({ now: new Date() })).env.PAYMENTKIT_APP_PUBLIC_KEYS;
    expect(await verifyWith(`${other},${env.PAYMENTKIT_APP_PUBLIC_KEYS}`)(signed())).toMatchObject({
      authentic: true,
    });
    expect(await verifyWith(other)(signed())).toMatchObject({ code: 'signature_mismatch' });
  });

  it.each([
    ['another value', { body: Buffer.from(BODY.replace('3,1', '3,2')) }],
    ['the path that remains after a proxy has removed a prefix', { path: '/paymentkit' }],
    ['a query that was not signed', { query: { a: '1' } }],
  ])('refuses %s', async (_, change) => {
    expect(await verify({ ...signed(), ...change })).toMatchObject({ code: 'signature_mismatch' });
  });

  it('covers the times', async () => {
    expect(await verify(withHeader('x-component-sig-exp', String(SENT + 301)))).toMatchObject({
      code: 'signature_mismatch',
    });
  });

  it.each([
    [300, { authentic: true }],
    [301, { code: 'timestamp_stale' }],
    [-300, { authentic: true }],
    [-301, { code: 'timestamp_future' }],
  ])('that arrives %i s after signing', async (secondsLater, verdict) => {
    expect(await verify(signed(), secondsLater)).toMatchObject(verdict);
  });

  it.each([
    ['x-component-sig', '0x00'],
    ['x-component-sig-iat', '1e9'],
    ['x-component-sig-exp', String(SENT - 1)],
    ['x-component-sig-exp', String(SENT + 3601)],
  ])('is malformed with %s: %s', async (name, value) => {
    expect(await verify(withHeader(name, value))).toMatchObject({ code: 'signature_malformed' });
  });

  it('is refused with the name of the missing header', async () => {
    expect(await verify(withHeader('x-component-sig-iat', ''))).toMatchObject({
      code: 'signature_missing',
      reason: 'the header x-component-sig-iat is missing',
    });
  });

  it.each([
    ['arrays', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['objects', '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000)],
    ['unbalanced', '['.repeat(1_000_000)],
  ])('is refused for deeply nested JSON (%s), without a crash', async (_, body) => {
    expect(await verify({ ...signed(), body: Buffer.from(body) })).toMatchObject({
      code: 'signature_malformed',
    });
  });

  it('ignores brackets inside text when it counts the depth', () => {
    const body = Buffer.from(JSON.stringify({ text: `\\"${'['.repeat(500)}` }));
    expect(componentText({ iat: 1, exp: 2, body, query: {}, path: PATH })).toContain('[[[[');
  });
});

const vector = new URL('../../../../../shared/vectors/paymentkit/component-signature.json', import.meta.url);

describe.skipIf(!existsSync(vector))(
  "a vector of ArcBlock's wallet library (skipped without ../shared/vectors)",
  () => {
    it('is valid at its own time, over the same text, and over no other', async () => {
      const {
        app_public_key: key,
        request,
        signed_string,
      } = JSON.parse(readFileSync(vector, 'utf8')) as {
        app_public_key: string;
        request: { url: string; headers: Record<string, string>; body: string };
        signed_string: string;
      };
      const delivery = {
        headers: request.headers,
        body: Buffer.from(request.body),
        path: request.url,
        query: {},
      };
      expect(componentText({ ...delivery, iat: 1_700_000_000, exp: 1_700_000_300 })).toBe(signed_string);
      expect(await verifyWith(key, 1_700_000_000 - SENT)(delivery)).toMatchObject({ authentic: true });
      expect(await verifyWith(key, 1_700_000_301 - SENT)(delivery)).toMatchObject({
        code: 'timestamp_stale',
      });
      const others = [
        { body: Buffer.from(request.body.replace('evt_test', 'evt_tesu')) },
        { path: `${request.url}/shop` },
        { headers: { ...request.headers, 'x-component-sig-exp': '1700000301' } },
      ];
      for (const other of others)
        expect(await verifyWith(key, 1_700_000_000 - SENT)({ ...delivery, ...other })).toMatchObject({
          code: 'signature_mismatch',
        });
    });
  },
);
