import { existsSync, readFileSync } from 'node:fs';
import razorpaySdk from 'razorpay';
import { describe, expect, it } from 'vitest';
import { signHmac, webhookSecretsVerifier } from '../contract/index.ts';
import { razorpayScheme } from './index.ts';

const BODY = '{\n  "event": "payment.captured",\n  "note": "caf\\u00e9 \\/ 1.0"\n}';
const now = () => new Date('2026-03-02T09:31:00Z');

const sign = (body: string, secret: string) =>
  signHmac(razorpayScheme, { body: Buffer.from(body), sentAt: now(), secrets: [secret] })[
    'x-razorpay-signature'
  ] ?? '';

const verify = (
  body: string,
  signature: string | undefined,
  secrets: string[] = ['new-secret', 'old-secret'],
) =>
  webhookSecretsVerifier(razorpayScheme)({ settings: { webhookSecrets: secrets }, io: { now } })({
    headers: signature === undefined ? {} : { 'x-razorpay-signature': signature },
    body: Buffer.from(body),
    path: '/webhooks/razorpay',
    query: {},
  });

describe('the X-Razorpay-Signature', () => {
  it('is the one that the official package accepts', () => {
    expect(razorpaySdk.validateWebhookSignature(BODY, sign(BODY, 'new-secret'), 'new-secret')).toBe(true);
    expect(razorpaySdk.validateWebhookSignature(`${BODY} `, sign(BODY, 'new-secret'), 'new-secret')).toBe(
      false,
    );
  });

  it.each(['new-secret', 'old-secret'])('is valid with any configured secret: %s', (secret) => {
    expect(verify(BODY, sign(BODY, secret))).toEqual({ authentic: true });
  });

  it('is not valid for the body after it was parsed and written again', () => {
    const rewritten = JSON.stringify(JSON.parse(BODY));
    expect(verify(rewritten, sign(BODY, 'new-secret'))).toMatchObject({ code: 'signature_mismatch' });
  });

  it('refuses a secret that is not configured', () => {
    expect(verify(BODY, sign(BODY, 'stranger'))).toMatchObject({ code: 'signature_mismatch' });
  });

  it('refuses a delivery without it', () => {
    expect(verify(BODY, undefined)).toMatchObject({ code: 'signature_missing' });
  });

  it.each([
    ['upper case', sign(BODY, 'new-secret').toUpperCase()],
    ['cut short', sign(BODY, 'new-secret').slice(2)],
    ['sent twice', `${sign(BODY, 'new-secret')}, ${sign(BODY, 'new-secret')}`],
    ['base64', Buffer.from(sign(BODY, 'new-secret'), 'hex').toString('base64')],
  ])('is refused %s', (_, signature) => {
    expect(verify(BODY, signature)).toMatchObject({ code: 'signature_malformed' });
  });
});

const vectors = new URL('../../../../../shared/vectors/razorpay/vectors.json', import.meta.url);

describe.skipIf(!existsSync(vectors))('the official vectors (skipped without ../shared/vectors)', () => {
  it('verify, and not with another body or secret', () => {
    const cases = JSON.parse(readFileSync(vectors, 'utf8')) as {
      body: string;
      secret: string;
      headers: Record<string, string>;
      verifies: boolean;
    }[];
    const verdicts = cases.map(
      ({ body, headers, secret }) =>
        verify(body, headers['x-razorpay-signature'], [secret]) as { authentic: boolean },
    );
    expect(cases.length).toBeGreaterThan(0);
    expect(verdicts.map(({ authentic }) => authentic)).toEqual(cases.map(({ verifies }) => verifies));
    for (const { body, headers, secret } of cases) {
      const signature = headers['x-razorpay-signature'];
      const refusal = { authentic: false, code: 'signature_mismatch' };
      expect(verify(`${body} `, signature, [secret])).toMatchObject(refusal);
      expect(verify(body, signature, [`${secret}7`])).toMatchObject(refusal);
    }
  });
});
