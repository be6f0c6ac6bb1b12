import { existsSync, readFileSync } from 'node:fs';
import { Paddle } from '@paddle/paddle-node-sdk';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixturesOf } from '../conformance/fixtures.ts';
import { signHmac, webhookSecretsVerifier } from '../contract/index.ts';
import { PADDLE_SCHEME, paddle } from './index.ts';

const NEW = 'pdl_ntfset_new';
const OLD = 'pdl_ntfset_old';
const BODY = '{"event_id":"evt_1",\n "note":"caf\\u00e9 \\/ 1.0"}';

const sign = (body: string, secrets: readonly string[], sentAt: Date) =>
  signHmac(PADDLE_SCHEME, { body: Buffer.from(body), sentAt, secrets })['paddle-signature'] ?? '';

const verify = (
  body: string,
  signature: string | undefined,
  { secrets = [NEW, OLD], now }: { readonly secrets?: string[]; readonly now: Date },
) =>
  webhookSecretsVerifier(PADDLE_SCHEME)({ settings: { webhookSecrets: secrets }, io: { now: () => now } })({
    headers: signature === undefined ? {} : { 'paddle-signature': signature },
    body: Buffer.from(body),
    path: '/webhooks/paddle',
    query: {},
  });

describe('the Paddle-Signature', () => {
  const now = new Date('2026-03-02T09:31:00Z');
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

  it.each([NEW, OLD])('is valid with any configured secret: %s', (secret) => {
    expect(verify(BODY, sign(BODY, [secret], now), { now })).toEqual({ authentic: true, signedAt: now });
  });

  it('is valid if one of several signatures is, in any place, beside items of other names', () => {
    const [time, ...signatures] = sign(BODY, ['pdl_ntfset_other', NEW], now).split(';');
    for (const all of [signatures, signatures.toReversed()])
      expect(verify(BODY, [time, 'h2=abc', ...all].join(';'), { now })).toMatchObject({ authentic: true });
  });

  it('may be 300 s old, and not older', () => {
    const signature = sign(BODY, [NEW], now);
    expect(verify(BODY, signature, { now: later(300) })).toMatchObject({ authentic: true });
    expect(verify(BODY, signature, { now: later(301) })).toMatchObject({ code: 'timestamp_stale' });
    expect(verify(BODY, signature, { now: later(-301) })).toMatchObject({ code: 'timestamp_future' });
  });

  it.each([
    ['without it', undefined, 'signature_missing'],
    ['with two times', `ts=1;${sign(BODY, [NEW], now)}`, 'signature_malformed'],
    ['with commas', sign(BODY, [NEW], now).replaceAll(';', ','), 'signature_malformed'],
    ['with another signature name', sign(BODY, [NEW], now).replace('h1', 'h2'), 'signature_malformed'],
    ['of another secret', sign(BODY, ['pdl_ntfset_other'], now), 'signature_mismatch'],
  ])('refuses a delivery %s', (_, signature, code) => {
    expect(verify(BODY, signature, { now })).toMatchObject({ code });
  });
});

/** The SDK has no signer; its own vectors, below, are what its verifier accepts. */
describe("Paddle's SDK", () => {
  const { webhooks } = new Paddle('pdl_sdbx_apikey_none');
  const signedAt = new Date('2026-03-02T09:31:00Z');
  beforeAll(() => void vi.useFakeTimers({ now: signedAt, toFake: ['Date'] }));
  afterAll(() => void vi.useRealTimers());

  it('accepts what is signed here, and refuses it with one byte changed', async () => {
    const signature = sign(BODY, [NEW], signedAt);
    expect(await webhooks.isSignatureValid(BODY, NEW, signature)).toBe(true);
    expect(await webhooks.isSignatureValid(BODY.replace('1.0', '1.1'), NEW, signature)).toBe(false);
  });

  it.each(fixturesOf('paddle'))('reads the fixture $name', async ({ body }) => {
    const text = body.toString();
    const event = await webhooks.unmarshal(text, NEW, sign(text, [NEW], signedAt));
    const { event_type, data } = JSON.parse(text) as { event_type: string; data: { id: string } };
    expect(event).toMatchObject({ eventType: event_type, data: { id: data.id } });
  });
});

const vectors = new URL('../../../../../shared/vectors/other-schemes/vectors.json', import.meta.url);

describe.skipIf(!existsSync(vectors))('the vectors of the SDK (skipped without ../shared/vectors)', () => {
  it('verify at their own time, and not with one byte changed', () => {
    const all = JSON.parse(readFileSync(vectors, 'utf8')) as {
      provider: string;
      body: string;
      secret: string;
      headers: Record<string, string>;
    }[];
    const own = all.filter(({ provider }) => provider.startsWith('paddle'));
    expect(own).toHaveLength(2);
    for (const { body, headers, secret } of own) {
      const signature = headers['paddle-signature'];
      const options = { secrets: [secret], now: new Date(1698796800_000) };
      expect(verify(body, signature, options)).toMatchObject({ authentic: true });
      expect(verify(body.replace('data', 'date'), signature, options)).toMatchObject({
        code: 'signature_mismatch',
      });
    }
  });
});

it.each([
  ['the id of the destination', 'ntfset_01gkpjp8bkm3tm53kdgkx6sms7', 'id of a notification destination'],
  ['an API key', 'pdl_sdbx_apikey_01gkpjp8bkm3tm53kdgkx6sms7_6NNd', 'API key'],
  ['another text', 'secret-of-mine', 'does not begin with pdl_ntfset_'],
])('%s is no secret', (_, text, problem) => {
  expect(() => paddle.settings.parse({ webhookSecrets: text })).toThrow(problem);
});
