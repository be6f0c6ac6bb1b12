import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';
import { createSHA256HMAC } from '@shopify/shopify-api/runtime';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../contract/index.ts';
import { shopify } from './index.ts';
import { simulator } from './simulator/index.ts';

// It gives the library the HTTP of Node.
await import('@shopify/shopify-api/adapters/node');

const BODY = Buffer.from('{"id":820982911946154508,"note":"caf\\u00e9 – Zürich"}\n');
const SECRET = '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';
const now = () => new Date('2026-03-02T12:00:00Z');

const verify = (
  headers: Readonly<Record<string, string>>,
  { body = BODY, secrets = [SECRET] }: { body?: Buffer; secrets?: string[] } = {},
): Verdict | Promise<Verdict> =>
  shopify.createVerifier({
    settings: { webhookSecrets: secrets },
    mode: 'test',
    io: {
      now,
      fetch: () => Promise.reject(new Error('none')),
      fetchCertificate: () => Promise.reject(new Error('none')),
    },
  })({ headers, body, path: '/webhooks/shopify', query: {} });

const signed = simulator.sign({
  body: BODY,
  sentAt: now(),
  path: '/webhooks/shopify',
  signing: { secret: SECRET },
});
const { 'x-shopify-hmac-sha256': signature = '' } = signed.headers;

describe('the official library, @shopify/shopify-api', () => {
  const official = shopifyApi({
    apiKey: 'key',
    apiSecretKey: SECRET,
    apiVersion: ApiVersion.July26,
    hostName: 'pay.example.com',
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error },
  });
  const accepts = async (body: Buffer): Promise<boolean> => {
    const rawRequest = new IncomingMessage(new Socket());
    Object.assign(rawRequest, { method: 'POST', url: '/webhooks/shopify' });
    Object.assign(rawRequest.headers, signed.headers);
    const rawResponse = new ServerResponse(rawRequest);
    const { valid } = await official.webhooks.validate({ rawBody: body.toString(), rawRequest, rawResponse });
    return valid;
  };

  it('accepts what the simulator signs, with all its headers, and refuses it with one byte changed', async () => {
    expect(await accepts(BODY)).toBe(true);
    expect(await accepts(Buffer.from(BODY.toString().replace('Zürich', 'Zurich')))).toBe(false);
  });

  it('signs what is accepted here, and refused with one byte changed', async () => {
    const own = { 'x-shopify-hmac-sha256': await createSHA256HMAC(SECRET, BODY.toString()) };
    expect(verify(own)).toEqual({ authentic: true, signedAt: undefined });
    expect(verify(own, { body: Buffer.concat([BODY, Buffer.from(' ')]) })).toMatchObject({
      code: 'signature_mismatch',
    });
  });
});

describe('the X-Shopify-Hmac-Sha256', () => {
  it('is valid with any configured secret, so that both work during a rotation', () => {
    expect(verify({ 'x-shopify-hmac-sha256': signature }, { secrets: ['shpss_new', SECRET] })).toMatchObject({
      authentic: true,
    });
  });

  it('refuses a secret that is not configured', () => {
    expect(verify({ 'x-shopify-hmac-sha256': signature }, { secrets: ['shpss_other'] })).toMatchObject({
      code: 'signature_mismatch',
    });
  });

  it('does not protect the topic', () => {
    expect(verify({ ...signed.headers, 'x-shopify-topic': 'refunds/create' })).toMatchObject({
      authentic: true,
    });
  });

  it.each([
    ['absent', {}, 'signature_missing'],
    [
      'hex',
      { 'x-shopify-hmac-sha256': Buffer.from(signature, 'base64').toString('hex') },
      'signature_malformed',
    ],
    ['sent twice', { 'x-shopify-hmac-sha256': `${signature}, ${signature}` }, 'signature_malformed'],
    ['under the name of the preview', { 'shopify-hmac-sha256': signature }, 'signature_missing'],
  ])('is refused %s', (_, headers, code) => {
    expect(verify(headers as Record<string, string>)).toMatchObject({ code });
  });

  it('is not made with an access token, which is refused as a secret', () => {
    expect(shopify.settings.safeParse({ webhookSecrets: `shpat_${'0'.repeat(32)}` }).success).toBe(false);
  });
});
