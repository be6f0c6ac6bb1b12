import { generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../contract/index.ts';
import { StandardSettings } from './settings.ts';
import { createStandardVerifier } from './verify.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const SENT_AT = new Date('2026-03-02T09:14:10Z');
const BODY = Buffer.from('{"event":"payment.updated","data":{"amount":100.00}}');

const verifyWith = (secrets: string | string[], delivery: Delivery, now = SENT_AT) =>
  createStandardVerifier(StandardSettings.parse({ webhooksSecrets: secrets }), { now: () => now })(delivery);

const delivery = (headers: Record<string, string>, body: Buffer = BODY): Delivery => ({
  headers,
  body,
  path: '/webhooks/standard',
  query: {},
});

/** Signed with the specification's own package. */
function officially({ id = 'msg_1', secret = SECRET, at = SENT_AT } = {}): Delivery {
  return delivery({
    'webhook-id': id,
    'webhook-timestamp': String(at.getTime() / 1000),
    'webhook-signature': new Webhook(secret).sign(id, at, BODY.toString()),
  });
}

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const WHPK = `whpk_${Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url').toString('base64')}`;

function signedV1a(at = SENT_AT): Delivery {
  const timestamp = String(at.getTime() / 1000);
  const content = Buffer.concat([Buffer.from(`msg_1.${timestamp}.`), BODY]);
  const signature = `v1a,${sign(null, content, privateKey).toString('base64')}`;
  return delivery({ 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': signature });
}

const secondsLater = (seconds: number) => new Date(SENT_AT.getTime() + seconds * 1000);

describe('a v1 signature', () => {
  it('made by the official package is accepted, with the signed time', async () => {
    expect(await verifyWith(SECRET, officially())).toEqual({ authentic: true, signedAt: SENT_AT });
  });

  it('is accepted with the bare base64 of its secret', async () => {
    expect(await verifyWith(SECRET.slice('whsec_'.length), officially())).toMatchObject({ authentic: true });
  });

  it('is accepted among signatures of other versions and of rotated secrets', async () => {
    const signed = officially();
    const signature = `v2,abc v1,${'A'.repeat(43)}= ${signed.headers['webhook-signature']} v1a,AAAA`;
    const rotated = delivery({ ...signed.headers, 'webhook-signature': signature });
    expect(await verifyWith([OTHER, SECRET], rotated)).toMatchObject({ authentic: true });
  });

  it.each([
    [300, true, undefined],
    [301, false, 'timestamp_stale'],
    [-300, true, undefined],
    [-301, false, 'timestamp_future'],
  ])('received %i seconds after it was made: authentic is %s', async (seconds, isAuthentic, code) => {
    const verdict = await verifyWith(SECRET, officially(), secondsLater(seconds));
    expect(verdict.authentic).toBe(isAuthentic);
    expect('code' in verdict ? verdict.code : undefined).toBe(code);
  });

  it('is refused if the id contains a dot, which separates the signed parts', async () => {
    const { headers } = officially({ id: 'msg.1' });
    expect(await verifyWith(SECRET, delivery(headers))).toMatchObject({ code: 'signature_malformed' });
  });

  it('is refused for another secret, and no secret is named', async () => {
    const verdict = await verifyWith(OTHER, officially());
    expect(verdict).toMatchObject({ authentic: false, code: 'signature_mismatch' });
    expect(JSON.stringify(verdict)).not.toContain(OTHER.slice(6, 20));
  });
});

describe('a v1a signature', () => {
  it('is accepted for its public key, also if shared secrets are configured', async () => {
    expect(await verifyWith([SECRET, WHPK], signedV1a())).toEqual({ authentic: true, signedAt: SENT_AT });
  });

  it('is refused if only shared secrets are configured', async () => {
    expect(await verifyWith(SECRET, signedV1a())).toMatchObject({ code: 'signature_mismatch' });
  });

  it('is refused for another body', async () => {
    const { headers } = signedV1a();
    expect(await verifyWith(WHPK, delivery(headers, Buffer.from('{}')))).toMatchObject({
      code: 'signature_mismatch',
    });
  });

  it('is refused when its length is wrong', async () => {
    const { headers } = signedV1a();
    const cut = { ...headers, 'webhook-signature': String(headers['webhook-signature']).slice(0, -8) };
    expect(await verifyWith(WHPK, delivery(cut))).toMatchObject({ code: 'signature_mismatch' });
  });

  it.each([
    [301, 'timestamp_stale'],
    [-301, 'timestamp_future'],
  ])('received %i seconds after it was made is %s', async (seconds, code) => {
    expect(await verifyWith([SECRET, WHPK], signedV1a(), secondsLater(seconds))).toMatchObject({ code });
  });

  it('is not verified if there are more signatures than a rotation needs', async () => {
    const { headers } = signedV1a();
    const many = `${`v1a,${'A'.repeat(86)}== `.repeat(4)}${headers['webhook-signature']}`;
    expect(await verifyWith(WHPK, delivery({ ...headers, 'webhook-signature': many }))).toMatchObject({
      code: 'signature_malformed',
    });
  });
});

describe('the configured keys', () => {
  it.each([
    ['whsec_', 'base64'],
    ['whsec_not base64', 'base64'],
    ['whsec_c2hvcnQ=', '24 bytes'],
    ['whpk_c2hvcnQ=', '32 bytes'],
    ['whsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'private key'],
  ])('cannot be %j, and the reason does not quote it', (entry, reason) => {
    const message = StandardSettings.safeParse({ webhooksSecrets: [SECRET, entry] }).error?.message ?? '';
    expect(message).toContain(reason);
    expect(message).not.toContain(entry.slice(6) || SECRET);
  });
});

const vectors = new URL('../../../../../shared/vectors/standard-webhooks/vectors.json', import.meta.url);

interface Vector {
  readonly name: string;
  readonly secret?: string;
  readonly public_key?: string;
  readonly headers: Record<string, string>;
  readonly payload: string;
}

describe.skipIf(!existsSync(vectors))('the official vectors (skipped without ../shared/vectors)', () => {
  const read = (): Vector[] => JSON.parse(readFileSync(vectors, 'utf8')) as Vector[];

  it('are the two known ones', () => {
    expect(read().map(({ public_key }) => (public_key ? 'v1a' : 'v1'))).toEqual(['v1', 'v1a']);
  });

  it('verify at their own time', async () => {
    for (const { name, secret, public_key, headers, payload } of read()) {
      const now = new Date(Number(headers['webhook-timestamp']) * 1000);
      const verdict = await verifyWith(
        secret ?? public_key ?? '',
        delivery(headers, Buffer.from(payload)),
        now,
      );
      expect(verdict, name).toMatchObject({ authentic: true });
    }
  });

  it('do not verify with one byte of the body changed', async () => {
    for (const { name, secret, public_key, headers, payload } of read()) {
      const now = new Date(Number(headers['webhook-timestamp']) * 1000);
      const body = Buffer.from(payload.replace('2432', '2433'));
      const verdict = await verifyWith(secret ?? public_key ?? '', delivery(headers, body), now);
      expect(verdict, name).toMatchObject({ code: 'signature_mismatch' });
    }
  });
});
