import { validateEvent, WebhookVerificationError } from '@polar-sh/sdk/webhooks';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixturesOf } from '../conformance/fixtures.ts';
import { signHmac, webhookSecretsVerifier } from '../contract/index.ts';
import { polar, POLAR_SCHEME } from './index.ts';

const NEW = 'whsec_mJ2c8Qe7Vt5sLx1pRb9w';
const OLD = 'polar_whs_PzK3nF6hYd0aGu4oTi8e';
const BODY = '{"type":"order.paid",\n "note":"caf\\u00e9 \\/ 1.0"}';
const ID = '3f0c1d52-8a6e-4b0d-9c61-2d1f6a7c8e90';
const now = new Date('2026-03-02T09:31:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

const sign = (body: string, secret = NEW, id = ID) =>
  signHmac(POLAR_SCHEME, { body: Buffer.from(body), sentAt: now, secrets: [secret], id });
const delivery = (body: string, headers: Readonly<Record<string, string>>) => ({
  headers,
  body: Buffer.from(body),
  path: '/webhooks/polar',
  query: {},
});
const verify = (
  body: string,
  headers: Readonly<Record<string, string>>,
  { secrets = [NEW, OLD], at = now }: { readonly secrets?: string[]; readonly at?: Date } = {},
) =>
  webhookSecretsVerifier(POLAR_SCHEME)({ settings: { webhookSecrets: secrets }, io: { now: () => at } })(
    delivery(body, headers),
  );

describe('the signature', () => {
  it.each([NEW, OLD, 'a text that the merchant chose'])(
    'is made with the whole text of the secret: %s',
    (secret) => {
      const secrets = ['whsec_other', secret];
      expect(verify(BODY, sign(BODY, secret), { secrets })).toEqual({ authentic: true, signedAt: now });
    },
  );

  it('is not made with the base64 after whsec_, as by other senders of Standard Webhooks', () => {
    const secret = 'whsec_bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3';
    const signature = new Webhook(secret).sign(ID, now, BODY);
    const headers = { ...sign(BODY, secret), 'webhook-signature': signature };
    expect(verify(BODY, headers, { secrets: [secret] })).toMatchObject({ code: 'signature_mismatch' });
  });

  it('may be 300 s old, and not older', () => {
    expect(verify(BODY, sign(BODY), { at: later(300) })).toMatchObject({ authentic: true });
    expect(verify(BODY, sign(BODY), { at: later(301) })).toMatchObject({ code: 'timestamp_stale' });
    expect(verify(BODY, sign(BODY), { at: later(-301) })).toMatchObject({ code: 'timestamp_future' });
  });

  it('protects the id', () => {
    const headers = { ...sign(BODY), 'webhook-id': 'another' };
    expect(verify(BODY, headers)).toMatchObject({ code: 'signature_mismatch' });
  });
});

describe('the event key', () => {
  it('is the signed id, the same for every attempt, and of two events with one body not', () => {
    const keyOf = (id: string) => polar.identify(delivery(BODY, sign(BODY, NEW, id))).eventKey;
    expect(keyOf(ID)).toBe(ID);
    expect(keyOf('other')).toBe('other');
    expect(polar.identify(delivery(BODY, sign(BODY)))).toEqual({ eventKey: ID, type: 'order.paid' });
  });

  it('is a hash of an id that is too long', () => {
    const [one, two] = ['1', '2'].map((end) => sign(BODY, NEW, `${'x'.repeat(210)}${end}`));
    const keys = [one, two].map((headers) => polar.identify(delivery(BODY, headers ?? {})).eventKey);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

/** The SDK cannot read these types: validateEvent of 0.49.0 refuses every type that it does not list. */
const UNKNOWN_TO_SDK = ['subscription.cycled', 'subscription.paused', 'subscription.resumed'];

describe("Polar's SDK", () => {
  beforeAll(() => void vi.useFakeTimers({ now, toFake: ['Date'] }));
  afterAll(() => void vi.useRealTimers());
  const fixtures = fixturesOf('polar').filter(({ name }) => !UNKNOWN_TO_SDK.includes(name));

  it.each(fixtures)('accepts the signature of $name and reads its body', ({ name, body }) => {
    const text = body.toString();
    const event = validateEvent(text, { ...sign(text) }, NEW);
    const { type, data } = JSON.parse(text) as { type: string; data: { id: string } };
    expect(name.startsWith(type)).toBe(true);
    expect(event).toMatchObject({ type, data: { id: data.id } });
  });

  it('refuses a changed byte, like the verifier here', () => {
    const [{ body } = { body: Buffer.of() }] = fixtures;
    const text = body.toString();
    const changed = text.replace('ines', 'inez');
    expect(() => validateEvent(changed, { ...sign(text) }, NEW)).toThrow(WebhookVerificationError);
    expect(verify(changed, sign(text))).toMatchObject({ code: 'signature_mismatch' });
  });

  it('makes signatures that are accepted here, by the library and the key that it uses', () => {
    const library = new Webhook(Buffer.from(NEW, 'utf8').toString('base64'));
    const headers = { ...sign(BODY), 'webhook-signature': library.sign(ID, now, BODY) };
    expect(verify(BODY, headers)).toMatchObject({ authentic: true });
    expect(verify(BODY.replace('1.0', '1.1'), headers)).toMatchObject({ code: 'signature_mismatch' });
  });
});

it('an access token is no secret', () => {
  expect(() => polar.settings.parse({ webhookSecrets: 'polar_oat_6NNdZ1yq4R' })).toThrow('access token');
});
