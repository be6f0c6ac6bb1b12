import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { APPLE_ROOT, judgeChain, readChain } from './certificate-trust.ts';
import { apple } from './index.ts';
import { isSignedBy, readJws } from './jws.ts';
import { signedPayloadIn } from './notification.ts';

const folder = new URL('../../../../../shared/vectors/more/', import.meta.url);
const isThere = existsSync(folder);
const read = (name: string): unknown =>
  isThere ? JSON.parse(readFileSync(new URL(name, folder)).toString()) : undefined;

const Vectors = z.array(
  z.object({
    provider: z.string(),
    body: z.string(),
    root_der_base64: z.string(),
    signature_ok: z.boolean(),
    chain_ok: z.boolean(),
  }),
);
const RealChain = z.object({
  root_der_base64: z.string(),
  root_sha256: z.string(),
  intermediate_der_base64: z.string(),
  leaf_der_base64: z.string(),
});

describe.skipIf(!isThere)("vectors of Apple's library (skipped without ../shared/vectors)", () => {
  const vectors = isThere ? Vectors.parse(read('apple.json')) : [];
  const SIGNED_AT = new Date(1_681_314_324_000);

  const verify = (
    name: string,
    bundleIds: string,
    {
      anchors,
      alter = (body) => body,
    }: { readonly anchors?: string; readonly alter?: (body: string) => string } = {},
  ) => {
    const vector = vectors.find(({ provider }) => provider.includes(name));
    if (!vector) throw new Error(`there is no vector ${name}`);
    const refuse = () => Promise.reject(new Error('no network'));
    const io = { now: () => SIGNED_AT, fetch: refuse, fetchCertificate: refuse };
    const der = Buffer.from(vector.root_der_base64, 'base64');
    const trustAnchors = anchors ?? new X509Certificate(der).toString();
    const settings = apple.settings.parse({ bundleIds, trustAnchors });
    return apple.createVerifier({ settings, mode: 'test', io })({
      headers: {},
      body: Buffer.from(alter(vector.body)),
      path: '/webhooks/apple',
      query: {},
    });
  };

  it('are three', () => expect(vectors).toHaveLength(3));

  it.each(vectors)('$provider: its signature and chain are judged as the library does', (vector) => {
    const jws = readJws(signedPayloadIn(Buffer.from(vector.body)) ?? '');
    const chain = readChain(jws?.header['x5c']);
    const root = new X509Certificate(Buffer.from(vector.root_der_base64, 'base64'));
    const isTrusted = chain !== undefined && !judgeChain(chain, { roots: [root], at: SIGNED_AT });
    const isSigned = jws !== undefined && chain !== undefined && isSignedBy(jws, chain[0].publicKey);
    expect({ isSigned, isTrusted }).toEqual({ isSigned: vector.signature_ok, isTrusted: vector.chain_ok });
  });

  it('the test notification verifies at its time, for its app and its root', () => {
    expect(verify('testNotification', 'com.example')).toEqual({ authentic: true });
    expect(verify('testNotification', 'com.other')).toMatchObject({ code: 'signature_mismatch' });
    expect(verify('testNotification', 'com.example', { anchors: '' })).toMatchObject({
      code: 'certificate_untrusted',
    });
  });

  it('the test notification is refused with another content', () => {
    // In the payload, `TEST` in base64url becomes `TESU`.
    const alter = (body: string) => body.replace('lR5cGUiOiJURVNUIn0.', 'lR5cGUiOiJURVNVIn0.');
    expect(verify('testNotification', 'com.example', { alter })).toMatchObject({
      code: 'signature_mismatch',
    });
  });

  it('a notification for another app is refused', () => {
    // It has no signedDate either, which is read first.
    expect(verify('wrongBundleId', 'com.example')).toMatchObject({
      code: 'signature_malformed',
      reason: 'signedPayload has no signedDate in milliseconds',
    });
  });

  it('a header without x5c is refused', () => {
    expect(verify('missingX5CHeaderClaim', 'com.example')).toMatchObject({ code: 'signature_malformed' });
  });
});

describe.skipIf(!isThere)("Apple's own chain (skipped without ../shared/vectors)", () => {
  const real = isThere ? RealChain.parse(read('apple-real-chain.json')) : undefined;
  const chain = readChain([real?.leaf_der_base64, real?.intermediate_der_base64, 'the root is not read']);
  const judge = (at: string, roots: readonly X509Certificate[] = [APPLE_ROOT]) => {
    if (!chain) throw new Error('the chain cannot be read');
    return judgeChain(chain, { roots, at: new Date(at) });
  };

  it('has the root that is included', () => {
    expect(APPLE_ROOT.raw.toString('base64')).toBe(real?.root_der_base64);
    expect(APPLE_ROOT.fingerprint256).toBe(real?.root_sha256);
  });

  it('is trusted at a time at which all of it is valid', () => {
    const [leaf] = chain ?? [];
    const from = new Date(leaf?.validFrom ?? '');
    expect(judge(new Date(from.getTime() + 86_400_000).toISOString())).toBeUndefined();
  });

  it('is refused before and after that time', () => {
    expect(judge('2001-01-01T00:00:00Z')).toMatchObject({ code: 'certificate_expired' });
    expect(judge('2101-01-01T00:00:00Z')).toMatchObject({ code: 'certificate_expired' });
  });

  it('is not trusted without its root, with the reason', () => {
    const [leaf] = chain ?? [];
    const at = new Date(new Date(leaf?.validFrom ?? '').getTime() + 86_400_000).toISOString();
    expect(judge(at, [])).toMatchObject({
      code: 'certificate_untrusted',
      reason: expect.stringContaining('was not issued by Apple Root CA - G3') as unknown,
    });
  });
});

it("the included root has the fingerprint of Apple's list of certificate authorities", () => {
  expect(APPLE_ROOT.fingerprint256).toBe(
    '63:34:3A:BF:B8:9A:6A:03:EB:B5:7E:9B:3F:5F:A7:BE:7C:4F:5C:75:6F:30:17:B3:A8:C4:88:C3:65:3E:91:79',
  );
  expect(APPLE_ROOT.subject).toContain('CN=Apple Root CA - G3');
});
