import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { paystack } from './index.ts';
import { simulator } from './simulator/index.ts';

const BODY = '{"event":"charge.success","data":{"domain":"test","note":"caf\\u00e9 \\/ 1.0"}}';
const now = () => new Date('2026-03-02T09:31:00Z');
const io = {
  now,
  fetch: () => Promise.reject(new Error('no network')),
  fetchCertificate: () => Promise.reject(new Error('no network')),
};
const [NEW, OLD] = ['sk_test_new0123456789abcdef', 'sk_test_old0123456789abcdef'];

const sign = (body: string, secret: string) =>
  simulator.sign({ body: Buffer.from(body), sentAt: now(), path: '/webhooks/paystack', signing: { secret } })
    .headers['x-paystack-signature'] ?? '';

const verify = (body: string, signature: string | undefined, keys: readonly string[] = [NEW, OLD]) =>
  paystack.createVerifier({ settings: paystack.settings.parse({ webhookSecrets: keys }), mode: 'test', io })({
    headers: signature === undefined ? {} : { 'x-paystack-signature': signature },
    body: Buffer.from(body),
    path: '/webhooks/paystack',
    query: {},
  });

describe('x-paystack-signature', () => {
  it('is the HMAC-SHA512 of the raw body with the secret API key, in hex', () => {
    const documented = createHmac('sha512', NEW).update(BODY).digest('hex');
    expect(sign(BODY, NEW)).toBe(documented);
    expect(verify(BODY, documented)).toEqual({ authentic: true });
    expect(verify(BODY.replace('1.0', '1.1'), documented)).toMatchObject({ code: 'signature_mismatch' });
  });

  it('is refused over the body after it was parsed and written again, as the sample code does', () => {
    const rewritten = JSON.stringify(JSON.parse(BODY));
    expect(verify(rewritten, sign(BODY, NEW))).toMatchObject({ code: 'signature_mismatch' });
  });

  it.each([NEW, OLD])('is valid with any configured key: %s', (key) => {
    expect(verify(BODY, sign(BODY, key))).toEqual({ authentic: true });
  });

  it('is refused with a key that is not configured, and if it is missing', () => {
    expect(verify(BODY, sign(BODY, 'sk_test_stranger'))).toMatchObject({ code: 'signature_mismatch' });
    expect(verify(BODY, undefined)).toMatchObject({ code: 'signature_missing' });
  });

  it.each([
    ['by SHA-256', createHmac('sha256', NEW).update(BODY).digest('hex')],
    ['in base64', createHmac('sha512', NEW).update(BODY).digest('base64')],
    ['in upper case', sign(BODY, NEW).toUpperCase()],
    ['twice', `${sign(BODY, NEW)}, ${sign(BODY, NEW)}`],
  ])('is refused %s', (_, signature) => {
    expect(verify(BODY, signature)).toMatchObject({ code: 'signature_malformed' });
  });
});

describe('the keys', () => {
  const problems = (webhookSecrets: string) =>
    paystack.settings.safeParse({ webhookSecrets }).error?.issues.map(({ message }) => message) ?? [];

  it('are secret API keys, and not public ones', () => {
    expect(problems('sk_live_0123456789abcdef')).toEqual([]);
    expect(problems('pk_live_0123456789abcdef')).toEqual([
      'does not begin with sk_, as every secret of the provider does',
    ]);
  });
});

it('gets 200 for a new delivery, because every other status counts as a failure', () => {
  expect(paystack.acceptedStatus).toBe(200);
});
