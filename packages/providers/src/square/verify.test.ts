import { existsSync, readFileSync } from 'node:fs';
import { WebhooksHelper } from 'square';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { square } from './index.ts';
import { simulator } from './simulator/index.ts';

const URL_HERE = 'https://pay.example.com/webhooks/square?shop=tea';
const BODY = '{"type":"payment.updated","note":"caf\\u00e9 \\/ 1.0 é"}';
const now = () => new Date('2026-03-02T09:31:00Z');
const io = {
  now,
  fetch: () => Promise.reject(new Error('no network')),
  fetchCertificate: () => Promise.reject(new Error('none')),
};

/** What the simulator sends to an endpoint with this URL and key. */
function sign(body: string, { key, url = URL_HERE }: { readonly key: string; readonly url?: string }) {
  const signing = { secret: key, notificationUrl: url };
  const { headers } = simulator.sign({
    body: Buffer.from(body),
    sentAt: now(),
    path: '/webhooks/square',
    signing,
  });
  return headers['x-square-hmacsha256-signature'] ?? '';
}

const verify = (
  body: string,
  signature: string | undefined,
  { keys = ['new-key', 'old-key'], url = URL_HERE }: { keys?: string[]; url?: string } = {},
) =>
  square.createVerifier({
    settings: square.settings.parse({ webhookSecrets: keys, notificationUrl: url }),
    mode: 'test',
    io,
  })({
    headers: signature === undefined ? {} : { 'x-square-hmacsha256-signature': signature },
    body: Buffer.from(body),
    path: '/webhooks/square',
    query: {},
  });

const official = (body: string, signature: string, signatureKey: string, notificationUrl = URL_HERE) =>
  WebhooksHelper.verifySignature({
    requestBody: body,
    signatureHeader: signature,
    signatureKey,
    notificationUrl,
  });

describe('x-square-hmacsha256-signature', () => {
  it('is accepted by the official package and by us, for this body and URL alone', async () => {
    const signature = sign(BODY, { key: 'new-key' });
    expect(await official(BODY, signature, 'new-key')).toBe(true);
    expect(verify(BODY, signature)).toEqual({ authentic: true });

    const changed = BODY.replace('1.0', '1.1');
    expect(await official(changed, signature, 'new-key')).toBe(false);
    expect(verify(changed, signature)).toMatchObject({ code: 'signature_mismatch' });

    const other = `${URL_HERE}/`;
    expect(await official(BODY, signature, 'new-key', other)).toBe(false);
    expect(verify(BODY, signature, { url: other })).toMatchObject({ code: 'signature_mismatch' });
  });

  it.each(['new-key', 'old-key'])('is valid with any configured key: %s', (key) => {
    expect(verify(BODY, sign(BODY, { key }))).toEqual({ authentic: true });
  });

  it('is refused with a key that is not configured, and if it is missing', () => {
    expect(verify(BODY, sign(BODY, { key: 'stranger' }))).toMatchObject({ code: 'signature_mismatch' });
    expect(verify(BODY, undefined)).toMatchObject({ code: 'signature_missing' });
  });

  it('is refused over the body after it was parsed and written again', () => {
    const rewritten = JSON.stringify(JSON.parse(BODY));
    expect(verify(rewritten, sign(BODY, { key: 'new-key' }))).toMatchObject({ code: 'signature_mismatch' });
  });

  it.each([
    ['without padding', sign(BODY, { key: 'new-key' }).replace('=', '')],
    ['in hex', Buffer.from(sign(BODY, { key: 'new-key' }), 'base64').toString('hex')],
    ['twice', `${sign(BODY, { key: 'new-key' })}, ${sign(BODY, { key: 'new-key' })}`],
  ])('is refused %s', (_, signature) => {
    expect(verify(BODY, signature)).toMatchObject({ code: 'signature_malformed' });
  });
});

const vectors = new URL('../../../../../shared/vectors/other-schemes/vectors.json', import.meta.url);
const Vector = z.object({
  provider: z.string(),
  secret: z.string(),
  body: z.string(),
  headers: z.record(z.string(), z.string()),
  verifies: z.boolean(),
  notification_url: z.string().optional(),
});

describe.skipIf(!existsSync(vectors))(
  "the official package's vector (skipped without ../shared/vectors)",
  () => {
    const known = existsSync(vectors)
      ? z
          .array(Vector)
          .parse(JSON.parse(readFileSync(vectors, 'utf8')))
          .filter(({ provider }) => provider === 'square')
      : [];

    it('verifies, and not with one byte changed or for another URL', () => {
      expect(known).toHaveLength(1);
      for (const { body, headers, secret, notification_url: url, verifies } of known) {
        const signature = headers['x-square-hmacsha256-signature'];
        const options = { keys: [secret], url };
        expect(verify(body, signature, options)).toMatchObject({ authentic: verifies });
        const refusal = { authentic: false, code: 'signature_mismatch' };
        expect(verify(body.replace('2022', '2023'), signature, options)).toMatchObject(refusal);
        expect(verify(body, signature, { ...options, url: `${url}/` })).toMatchObject(refusal);
      }
    });
  },
);
