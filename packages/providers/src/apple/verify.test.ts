import { createPrivateKey, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { withChanges } from '../conformance/fixtures.ts';
import type { Mode } from '../contract/delivery.ts';
import { apple } from './index.ts';
import { bodyOf, type MakeJws, signer } from './simulator/jws.ts';
import { BUNDLE_ID } from './simulator/scenarios/notification.ts';
import { type ChainFault, createSimulatedChain, type SimulatedChain } from './simulator/simulated-chain.ts';

const SIGNED_AT = new Date('2026-03-02T09:14:07.123Z');
const DAY_MS = 86_400_000;
const days = (count: number) => new Date(SIGNED_AT.getTime() + count * DAY_MS);
const fixture = readFileSync(new URL('./simulator/fixtures/DID_RENEW.json', import.meta.url));

let chain: SimulatedChain;
let other: SimulatedChain;
beforeAll(async () => {
  [chain, other] = await Promise.all([
    createSimulatedChain({ now: SIGNED_AT }),
    createSimulatedChain({ now: SIGNED_AT }),
  ]);
});

const makerOf = ({ privateKey, x5c }: SimulatedChain): MakeJws => signer(createPrivateKey(privateKey), x5c);

const verify = (
  body: Buffer,
  {
    now = SIGNED_AT,
    roots = chain.root,
    mode = 'test',
    settings = {},
  }: {
    readonly now?: Date;
    readonly roots?: string;
    readonly mode?: Mode;
    readonly settings?: Readonly<Record<string, unknown>>;
  } = {},
) => {
  const refuse = () => Promise.reject(new Error('no network'));
  const io = { now: () => now, fetch: refuse, fetchCertificate: refuse };
  const parsed = apple.settings.parse({ bundleIds: BUNDLE_ID, trustAnchors: roots, ...settings });
  return apple.createVerifier({ settings: parsed, mode, io })({
    headers: {},
    body,
    path: '/webhooks/apple',
    query: {},
  });
};

const notification = (changes: Readonly<Record<string, unknown>> = {}): unknown =>
  JSON.parse(withChanges(fixture, changes).toString());
const signed = (changes: Readonly<Record<string, unknown>> = {}, make = makerOf(chain)): Buffer =>
  bodyOf(notification(changes), make);
/** A body whose payload, with its nested JWS, is signed as it is. */
const signedAs = (content: object, make: MakeJws): Buffer =>
  Buffer.from(JSON.stringify({ signedPayload: make(JSON.stringify(content)) }));

/** A JWS with another header, signed by the same key. */
const withHeader =
  (header: (x5c: readonly string[]) => Readonly<Record<string, unknown>>): MakeJws =>
  (payload) => {
    const text = [JSON.stringify(header(chain.x5c)), payload]
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
    const key = { key: createPrivateKey(chain.privateKey), dsaEncoding: 'ieee-p1363' } as const;
    return `${text}.${signBytes('sha256', Buffer.from(text), key).toString('base64url')}`;
  };

describe('a notification', () => {
  it('is authentic in both modes, without a time of its own: the body has it', () => {
    expect(verify(signed())).toEqual({ authentic: true });
    expect(verify(signed(), { mode: 'live' })).toEqual({ authentic: true });
  });

  it.each([
    ['summary', { data: undefined, summary: { bundleId: BUNDLE_ID, environment: 'Sandbox' } }],
    ['appData', { data: undefined, appData: { bundleId: BUNDLE_ID, environment: 'Production' } }],
    ['externalPurchaseToken', { data: undefined, externalPurchaseToken: { bundleId: BUNDLE_ID } }],
  ])('with %s instead of data is authentic', (_, changes) => {
    expect(verify(signed(changes))).toEqual({ authentic: true });
  });

  it.each([
    ['another app', { 'data.bundleId': 'com.example.other' }, 'signature_mismatch'],
    ['no app', { data: undefined }, 'signature_malformed'],
    ['an unknown environment', { 'data.environment': 'Staging' }, 'signature_malformed'],
    ['no environment', { 'data.environment': undefined }, 'signature_malformed'],
    ["Xcode's environment", { 'data.environment': 'Xcode' }, 'simulator_refused'],
    ["Xcode's local environment", { 'data.environment': 'LocalTesting' }, 'simulator_refused'],
    ['no time', { signedDate: undefined }, 'signature_malformed'],
    ['a time that is text', { signedDate: '1772442847123' }, 'signature_malformed'],
    [
      'another app in its transaction',
      { 'data.signedTransactionInfo.bundleId': 'a.b' },
      'signature_mismatch',
    ],
    [
      'another environment in its transaction',
      { 'data.signedTransactionInfo.environment': 'Production' },
      'signature_mismatch',
    ],
    [
      'another environment in its renewal',
      { 'data.signedRenewalInfo.environment': 'Production' },
      'signature_mismatch',
    ],
    ['a transaction that is not a JWS', { 'data.signedTransactionInfo': 'a.b.c' }, 'signature_malformed'],
    ['a transaction that is a number', { 'data.signedTransactionInfo': 7 }, 'signature_malformed'],
  ])('for %s is refused', (_, changes, code) => {
    expect(verify(signed(changes))).toMatchObject({ authentic: false, code });
  });

  it.each(['signedTransactionInfo', 'signedRenewalInfo'] as const)(
    'with a %s that another chain signed is refused',
    (name) => {
      const { data, ...rest } = notification() as { data: Record<string, unknown> };
      const nested = Object.fromEntries(
        (['signedTransactionInfo', 'signedRenewalInfo'] as const).map((each) => [
          each,
          makerOf(each === name ? other : chain)(JSON.stringify(data[each])),
        ]),
      );
      const body = signedAs({ ...rest, data: { ...data, ...nested } }, makerOf(chain));
      expect(verify(body)).toMatchObject({ code: 'certificate_untrusted' });
    },
  );

  it.each([
    ['without signedPayload', '{}', 'signature_missing'],
    ['that is not JSON', '{', 'signature_missing'],
    ['with a number', '{"signedPayload":1}', 'signature_missing'],
    ['with two parts', '{"signedPayload":"e30.e30"}', 'signature_missing'],
    ['with four parts', '{"signedPayload":"e30.e30.e30.e30"}', 'signature_malformed'],
  ])('%s is refused', (_, body, code) => {
    expect(verify(Buffer.from(body))).toMatchObject({ authentic: false, code });
  });

  it('with padding or other spellings of its signature is refused', () => {
    const { signedPayload } = JSON.parse(signed().toString()) as { signedPayload: string };
    for (const text of [`${signedPayload}==`, `${signedPayload} `, signedPayload.replace(/.$/, '+')])
      expect(verify(Buffer.from(JSON.stringify({ signedPayload: text })))).toMatchObject({
        authentic: false,
        code: 'signature_malformed',
      });
  });
});

describe('the time of a notification', () => {
  it('may be as old as the settings allow, because a retry keeps it', () => {
    expect(verify(signed(), { now: days(8) })).toEqual({ authentic: true });
    expect(verify(signed(), { now: days(8.1) })).toMatchObject({ code: 'timestamp_stale' });
    expect(verify(signed(), { now: days(90), settings: { maxAgeDays: '100' } })).toEqual({ authentic: true });
  });

  it('may be a little ahead of the clock of this machine', () => {
    expect(verify(signed(), { now: days(-4 / 1440) })).toEqual({ authentic: true });
    expect(verify(signed(), { now: days(-6 / 1440) })).toMatchObject({ code: 'timestamp_future' });
  });
});

describe('the algorithm', () => {
  it.each([
    ['none', { alg: 'none' }],
    ['an HMAC', { alg: 'HS256' }],
    ['another curve', { alg: 'ES384' }],
    ['an extension that must be understood', { alg: 'ES256', crit: ['b64'], b64: false }],
  ])('%s is refused, whatever the header says', (_, header) => {
    expect(
      verify(
        signed(
          {},
          withHeader((x5c) => ({ ...header, x5c })),
        ),
      ),
    ).toMatchObject({
      code: 'algorithm_unsupported',
    });
  });

  it.each([
    ['without x5c', () => ({ alg: 'ES256' })],
    ['with two certificates', (x5c: readonly string[]) => ({ alg: 'ES256', x5c: x5c.slice(0, 2) })],
    [
      'with four certificates',
      (x5c: readonly string[]) => ({ alg: 'ES256', x5c: [...x5c, ...x5c.slice(2)] }),
    ],
    ['with text that is no certificate', () => ({ alg: 'ES256', x5c: ['a', 'b', 'c'] })],
    ['with a URL of certificates instead', () => ({ alg: 'ES256', x5u: 'https://evil.example/chain.pem' })],
  ])('a header %s is malformed', (_, header) => {
    expect(verify(signed({}, withHeader(header)))).toMatchObject({ code: 'signature_malformed' });
  });

  it('refuses a signature by another key, and one in the encoding of DER', () => {
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(verify(signed({}, signer(stranger, chain.x5c)))).toMatchObject({ code: 'signature_mismatch' });
    const { signedPayload } = JSON.parse(signed().toString()) as { signedPayload: string };
    const text = signedPayload.split('.').slice(0, 2).join('.');
    const der = signBytes('sha256', Buffer.from(text), createPrivateKey(chain.privateKey));
    const body = JSON.stringify({ signedPayload: `${text}.${der.toString('base64url')}` });
    expect(verify(Buffer.from(body))).toMatchObject({ code: 'signature_malformed' });
  });
});

describe('the certificate chain', () => {
  it.each<[string, ChainFault, RegExp]>([
    ['its leaf lacks the mark', { leafMark: false }, /not a signer of the App Store/],
    ['its leaf is an authority', { leafIsAuthority: true }, /not a signer of the App Store/],
    ['its intermediate lacks the mark', { authorityMark: false }, /does not issue signers/],
    ['its intermediate is no authority', { intermediateIsAuthority: false }, /did not issue its leaf/],
    ['another key signed its leaf', { leafOfStranger: true }, /did not issue its leaf/],
  ])('is untrusted if %s', async (_, fault, reason) => {
    const faulty = await createSimulatedChain({ now: SIGNED_AT, fault });
    expect(verify(signed({}, makerOf(faulty)), { roots: faulty.root })).toMatchObject({
      code: 'certificate_untrusted',
      reason: expect.stringMatching(reason) as unknown,
    });
  });

  it('is untrusted if its root is not configured, even if it is in the header', () => {
    expect(verify(signed(), { roots: other.root })).toMatchObject({
      code: 'certificate_untrusted',
      reason: expect.stringContaining('not issued by Apple Root CA - G3') as unknown,
    });
    expect(verify(signed(), { roots: '' })).toMatchObject({ code: 'certificate_untrusted' });
  });

  it('does not use the third certificate', () => {
    const [leaf = '', intermediate = ''] = chain.x5c;
    const make = signer(createPrivateKey(chain.privateKey), [leaf, intermediate, 'anything']);
    expect(verify(signed({}, make))).toEqual({ authentic: true });
  });

  it('must be valid at the signed time, not now, also after it was trusted once', async () => {
    const short = await createSimulatedChain({ now: SIGNED_AT, fault: { leafDays: 1 } });
    const body = signed({}, makerOf(short));
    const later = signed({ signedDate: days(2).getTime() }, makerOf(short));
    expect(verify(body, { now: days(3), roots: short.root })).toEqual({ authentic: true });
    expect(verify(later, { now: days(3), roots: short.root })).toMatchObject({ code: 'certificate_expired' });
    const early = signed({ signedDate: days(-31).getTime() }, makerOf(short));
    expect(verify(early, { roots: short.root, settings: { maxAgeDays: '100' } })).toMatchObject({
      code: 'certificate_expired',
      reason: expect.stringContaining('not valid yet') as unknown,
    });
  });

  it('of one verifier is checked again at the time of each signature', async () => {
    const short = await createSimulatedChain({ now: SIGNED_AT, fault: { leafDays: 1 } });
    const settings = apple.settings.parse({ bundleIds: BUNDLE_ID, trustAnchors: short.root });
    const refuse = () => Promise.reject(new Error('no network'));
    const io = { now: () => days(3), fetch: refuse, fetchCertificate: refuse };
    const run = apple.createVerifier({ settings, mode: 'test', io });
    const at = (day: number) => {
      const nested = { signedTransactionInfo: undefined, signedRenewalInfo: undefined };
      const changes = Object.fromEntries(Object.keys(nested).map((name) => [`data.${name}`, undefined]));
      const body = signed({ ...changes, signedDate: days(day).getTime() }, makerOf(short));
      return run({ headers: {}, body, path: '', query: {} });
    };
    expect([at(0), at(2), at(0)]).toMatchObject([
      { authentic: true },
      { code: 'certificate_expired' },
      { authentic: true },
    ]);
  });
});

describe('the settings', () => {
  it('are off without a bundle id, and refuse what is none', () => {
    expect(apple.isConfigured(apple.settings.parse({}))).toBe(false);
    expect(apple.settings.safeParse({ bundleIds: 'com.example.app, https://x' }).success).toBe(false);
    expect(apple.settings.parse({ bundleIds: 'a.b, c.d' }).bundleIds).toEqual(['a.b', 'c.d']);
  });

  it('take only certificates of authorities as anchors', () => {
    const [leaf = ''] = chain.x5c;
    const pem = `-----BEGIN CERTIFICATE-----\n${leaf}\n-----END CERTIFICATE-----`;
    expect(apple.settings.safeParse({ trustAnchors: pem }).success).toBe(false);
    expect(apple.settings.safeParse({ trustAnchors: chain.root }).success).toBe(true);
  });
});
