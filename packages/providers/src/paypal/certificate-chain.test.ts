import { webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkChain } from '../certificates/chain.ts';
import { signerMode } from './certificate-trust.ts';

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const at = new Date('2026-06-01T00:00:00Z');
const [before, after] = [new Date('2026-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z')];

interface Made {
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly name: string;
}

/** A certificate of this test, valid in 2026 by default; self-signed if it has no issuer. */
async function make(
  name: string,
  {
    issuer,
    ca = false,
    notBefore = before,
    notAfter = after,
    san,
  }: {
    readonly issuer?: Made;
    readonly ca?: boolean;
    readonly notBefore?: Date;
    readonly notAfter?: Date;
    readonly san?: string;
  },
): Promise<Made> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const extensions: x509.Extension[] = [new x509.BasicConstraintsExtension(ca, undefined, true)];
  if (san) extensions.push(new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: san }]));
  const made = await x509.X509CertificateGenerator.create(
    {
      subject: name,
      issuer: issuer?.name ?? name,
      publicKey: keys.publicKey,
      signingKey: (issuer?.keys ?? keys).privateKey,
      signingAlgorithm: KEY,
      notBefore,
      notAfter,
      extensions,
    },
    webcrypto,
  );
  return { certificate: new X509Certificate(made.toString('pem')), keys, name };
}

let root: Made;
let intermediate: Made;
let leaf: Made;
beforeAll(async () => {
  root = await make('CN=Root', { ca: true });
  intermediate = await make('CN=Intermediate', { issuer: root, ca: true });
  leaf = await make('CN=Leaf', { issuer: intermediate });
});
const certificates = (...all: Made[]) => all.map(({ certificate }) => certificate);

describe('a chain', () => {
  it('leads from the leaf over the intermediate to the root', () => {
    expect(checkChain(leaf.certificate, certificates(root, intermediate), at)).toEqual({
      outcome: 'trusted',
    });
  });

  it('may end at an intermediate that is configured without its root', () => {
    expect(checkChain(leaf.certificate, certificates(intermediate), at)).toEqual({ outcome: 'trusted' });
  });

  it('has an unknown issuer if the intermediate is missing', () => {
    expect(checkChain(leaf.certificate, certificates(root), at)).toEqual({ outcome: 'unknown_issuer' });
  });

  it('does not trust a self-signed leaf', async () => {
    const alone = await make('CN=Leaf', {});
    expect(checkChain(alone.certificate, certificates(root, intermediate), at)).toEqual({
      outcome: 'unknown_issuer',
    });
  });

  it('refuses an issuer with the same name and another key', async () => {
    const impostor = await make('CN=Intermediate', { ca: true });
    const forged = await make('CN=Leaf', { issuer: impostor });
    expect(checkChain(forged.certificate, certificates(root, intermediate), at)).toEqual({
      outcome: 'unknown_issuer',
    });
  });

  it('refuses an issuer that is not a certificate authority', async () => {
    const grandchild = await make('CN=Grandchild', { issuer: leaf });
    const anchors = certificates(root, intermediate, leaf);
    expect(checkChain(grandchild.certificate, anchors, at)).toEqual({ outcome: 'unknown_issuer' });
  });

  it.each([
    ['before', new Date('2025-12-31T23:59:59Z'), /not valid yet/],
    ['after', new Date('2027-01-01T00:00:01Z'), /expired/],
  ])('is refused %s its validity', (_, instant, reason) => {
    const found = checkChain(leaf.certificate, certificates(root, intermediate), instant);
    expect(found).toMatchObject({
      outcome: 'outside_validity',
      reason: expect.stringMatching(reason) as unknown,
    });
  });

  it.each(['intermediate', 'root'])('is refused if only the %s was outside its validity', async (which) => {
    const ended = new Date('2026-05-01T00:00:00Z');
    const top = await make('CN=Top', { ca: true, notAfter: which === 'root' ? ended : after });
    const middle = await make('CN=Middle', {
      issuer: top,
      ca: true,
      notAfter: which === 'intermediate' ? ended : after,
    });
    const end = await make('CN=End', { issuer: middle });
    expect(checkChain(end.certificate, certificates(top, middle), at)).toMatchObject({
      outcome: 'outside_validity',
    });
  });
});

describe("the signer's subject", () => {
  const LIVE = 'messageverificationcerts.paypal.com';
  it('has one of two exact names in both its common name and its SAN', async () => {
    const live = await make(`CN=${LIVE}`, { issuer: intermediate, san: LIVE });
    const sandbox = await make('CN=messageverificationcerts.sandbox.paypal.com', {
      issuer: intermediate,
      san: 'messageverificationcerts.sandbox.paypal.com',
    });
    expect([signerMode(live.certificate), signerMode(sandbox.certificate)]).toEqual(['live', 'test']);
  });

  it.each([
    ['another host of PayPal', 'CN=www.paypal.com', 'www.paypal.com'],
    ['a name that begins in the same way', `CN=${LIVE}.evil.example`, `${LIVE}.evil.example`],
    ['the name only in the common name', `CN=${LIVE}`, 'evil.example'],
    ['the name only in the SAN', 'CN=evil.example', LIVE],
    ['a wildcard', 'CN=*.paypal.com', '*.paypal.com'],
    ['the name together with another common name', `CN=evil.example, CN=${LIVE}`, LIVE],
    ['the name inside another attribute', `O=CN\\=${LIVE}, CN=evil.example`, LIVE],
  ])('is not %s', async (_, name, san) => {
    const other = await make(name, { issuer: intermediate, san });
    expect(signerMode(other.certificate)).toBeUndefined();
  });
});
