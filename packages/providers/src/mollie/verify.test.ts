import { describe, expect, it } from 'vitest';
import { type Delivery, signHmac } from '../contract/index.ts';
import { identify } from './hint.ts';
import { isConfigured, MollieSettings } from './settings.ts';
import { createMollieVerifier, MOLLIE_SCHEME } from './verify.ts';

const TOKEN = 'k7Qm2v_Zx9Lr4Tn8';
const API_KEY = 'test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM';
const EVENT = Buffer.from('{"resource":"event","id":"event_1","type":"payment.paid"}');
const FULL = Buffer.from(
  '{"resource":"event","id":"event_1","type":"payment.paid","_embedded":{"entity":{}}}',
);
const FORM = Buffer.from('id=tr_7UhSN1zuXS');

const signed = (body: Buffer, ...secrets: readonly string[]) =>
  signHmac(MOLLIE_SCHEME, { body, secrets, sentAt: new Date(0) });

const verdictOn = (
  delivery: Partial<Delivery>,
  settings: { webhookSecrets?: string[]; pathToken?: string } = {},
) =>
  createMollieVerifier({
    settings: { webhookSecrets: ['new', 'old'], pathToken: TOKEN, ...settings },
    io: { now: () => new Date(0) },
  })({ headers: {}, body: EVENT, path: '/webhooks/mollie', query: {}, ...delivery });

describe('a next-gen webhook', () => {
  it.each(['new', 'old'])('is authentic if the secret %s signed it, with any path token', (secret) => {
    expect(verdictOn({ headers: signed(EVENT, secret) })).toEqual({ authentic: true });
    expect(verdictOn({ headers: signed(EVENT, secret), pathToken: 'another' })).toEqual({ authentic: true });
  });

  it('is authentic without a path token in the settings', () => {
    expect(verdictOn({ headers: signed(EVENT, 'new') }, { pathToken: undefined })).toEqual({
      authentic: true,
    });
  });

  it('is authentic if one of several signatures is right, and without the prefix', () => {
    expect(verdictOn({ headers: signed(EVENT, 'before', 'old') })).toEqual({ authentic: true });
    const { 'x-mollie-signature': header = '' } = signed(EVENT, 'new');
    expect(verdictOn({ headers: { 'x-mollie-signature': header.replace('sha256=', '') } })).toEqual({
      authentic: true,
    });
  });

  it('is refused without a signature, also with the right path token', () => {
    const spellings = [
      EVENT.toString(),
      ` \n${EVENT.toString()}`,
      `${' '.repeat(100)}${EVENT.toString()}`,
      // A byte order mark, which a parser leaves out.
      `\uFEFF${EVENT.toString()}`,
      `${EVENT.toString()}&id=tr_1`,
      '[]',
      '{',
      `id=${'a'.repeat(20_000)}`,
      'id=tr_1\n',
    ];
    for (const body of spellings.map((text) => Buffer.from(text)))
      expect(verdictOn({ body, pathToken: TOKEN })).toMatchObject({
        authentic: false,
        code: 'signature_missing',
      });
  });

  it('is refused if any bit of it is changed', () => {
    const headers = signed(EVENT, 'new');
    for (let at = 0; at < EVENT.length; at += 1) {
      const body = Buffer.from(EVENT);
      body[at] = (body[at] ?? 0) ^ 1;
      expect(verdictOn({ headers, body, pathToken: TOKEN })).toMatchObject({ code: 'signature_mismatch' });
    }
  });

  it('is refused with a signature by another secret, or if no secret is configured', () => {
    expect(verdictOn({ headers: signed(EVENT, 'other') })).toMatchObject({ code: 'signature_mismatch' });
    expect(verdictOn({ headers: signed(EVENT, '') }, { webhookSecrets: [] })).toMatchObject({
      code: 'signature_mismatch',
    });
  });

  it.each(['sha256=', 'sha256=00', 'sha1=abc', 'x', ',,,', `sha256=${'0'.repeat(63)}g`, 'a'.repeat(5000)])(
    'is refused with the signature %.20s',
    (header) => {
      expect(verdictOn({ headers: { 'x-mollie-signature': header } })).toMatchObject({
        code: 'signature_malformed',
      });
    },
  );
});

describe('a classic webhook', () => {
  it('is authentic with the path token', () => {
    expect(verdictOn({ body: FORM, pathToken: TOKEN })).toEqual({ authentic: true });
  });

  it.each([undefined, '', 'another', TOKEN.toLowerCase()])(
    'is refused with the path token %j',
    (pathToken) => {
      expect(verdictOn({ body: FORM, pathToken })).toMatchObject({ code: 'token_mismatch' });
      expect(verdictOn({ body: FORM, pathToken }, { pathToken: undefined })).toMatchObject({
        code: 'token_mismatch',
      });
    },
  );

  it('is refused with a wrong signature, although it needs none', () => {
    expect(verdictOn({ body: FORM, pathToken: TOKEN, headers: signed(FORM, 'other') })).toMatchObject({
      code: 'signature_mismatch',
    });
  });
});

it('no body that is accepted without a signature is read as an event', () => {
  const prefixes = ['', ' ', '\t\r\n ', '\uFEFF', ' '.repeat(10_000), '\u00a0', '\0', '+', '%20', 'id=tr_1&'];
  for (const body of prefixes.map((prefix) => Buffer.from(`${prefix}${FULL.toString()}`))) {
    if (identify({ body }).isHint) continue;
    expect(verdictOn({ body, pathToken: TOKEN })).toMatchObject({ code: 'signature_missing' });
  }
  expect(identify({ body: EVENT }).isHint).toBe(true);
  expect(identify({ body: FULL }).isHint).toBe(false);
});

describe('the settings', () => {
  const problems = (settings: Record<string, unknown>) =>
    MollieSettings.safeParse(settings).error?.issues.map(
      ({ path, message }) => `${path.join('.')} ${message}`,
    );

  it.each([
    [{}, false],
    [{ webhookSecrets: 'a-secret-of-a-webhook' }, true],
    [{ pathToken: TOKEN, apiKey: API_KEY }, true],
    [{ apiKey: API_KEY }, false],
  ])('%j can verify deliveries: %s', (settings, expected) => {
    expect(isConfigured(MollieSettings.parse(settings))).toBe(expected);
  });

  it('need the API key with the path token', () => {
    expect(problems({ pathToken: TOKEN })).toEqual([
      'apiKey is required with the path token: it confirms the classic webhooks',
    ]);
  });

  it.each(['live_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM', 'access_Wwvu7egPcJLLJ9Kb7J632x8wJ2zMeJ'])(
    'take %s as an API key, and not as a secret or path token',
    (key) => {
      expect(problems({ apiKey: key })).toBeUndefined();
      expect(problems({ webhookSecrets: key })).toEqual([
        'webhookSecrets looks like an API key of Mollie: the signing secret of the webhook belongs here',
      ]);
      expect(problems({ pathToken: key, apiKey: key })).toHaveLength(1);
    },
  );

  it('refuse another text as API key', () => {
    expect(problems({ apiKey: 'sk_live_1234567890' })).toHaveLength(1);
  });
});
