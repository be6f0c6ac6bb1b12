import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { SUBJECTS } from '../certificate-trust.ts';

const DAY_MS = 86_400_000;
/** The leaf signs like PayPal's (RSA 2048, SHA-256). The keys of the authorities above it only need to be fast to create. */
const LEAF_KEY = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const AUTHORITY_KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export interface SimulatedAuthority {
  /** PEM of root and intermediate, for the trust anchors. */
  readonly anchors: string;
  /** PEM of the signing certificate. */
  readonly leaf: string;
  /** PEM (PKCS #8) of its key. */
  readonly privateKey: string;
}

/**
 * Creates a root, an intermediate and a signing certificate like those of PayPal's sandbox, valid from a month before `now` until
 * `days` after it. Only a process that is configured with the root trusts them.
 */
export async function createSimulatedAuthority({
  now,
  subject = SUBJECTS.test,
  name = 'Payspool Simulator',
  days = 365,
}: {
  readonly now: Date;
  readonly subject?: string;
  readonly name?: string;
  readonly days?: number;
}): Promise<SimulatedAuthority> {
  const validity = {
    notBefore: new Date(now.getTime() - 30 * DAY_MS),
    notAfter: new Date(now.getTime() + days * DAY_MS),
  };
  const [rootKeys, intermediateKeys, leafKeys] = await Promise.all([
    webcrypto.subtle.generateKey(AUTHORITY_KEY, true, ['sign', 'verify']),
    webcrypto.subtle.generateKey(AUTHORITY_KEY, true, ['sign', 'verify']),
    webcrypto.subtle.generateKey(LEAF_KEY, true, ['sign', 'verify']),
  ]);
  const authority = [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
  ];
  const names = { root: `CN=${name} Root`, intermediate: `CN=${name} Intermediate` };
  const signedBy = (key: webcrypto.CryptoKey) => ({
    ...validity,
    serialNumber: serialNumber(),
    signingAlgorithm: AUTHORITY_KEY,
    signingKey: key,
  });

  const root = await x509.X509CertificateGenerator.create(
    {
      ...signedBy(rootKeys.privateKey),
      subject: names.root,
      issuer: names.root,
      publicKey: rootKeys.publicKey,
      extensions: authority,
    },
    webcrypto,
  );
  const intermediate = await x509.X509CertificateGenerator.create(
    {
      ...signedBy(rootKeys.privateKey),
      subject: names.intermediate,
      issuer: names.root,
      publicKey: intermediateKeys.publicKey,
      extensions: authority,
    },
    webcrypto,
  );
  const san = new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: subject }]);
  const leaf = await x509.X509CertificateGenerator.create(
    {
      ...signedBy(intermediateKeys.privateKey),
      subject: `CN=${subject}`,
      issuer: names.intermediate,
      publicKey: leafKeys.publicKey,
      extensions: [san],
    },
    webcrypto,
  );
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', leafKeys.privateKey);
  return {
    anchors: [intermediate, root].map((certificate) => certificate.toString('pem')).join('\n'),
    leaf: leaf.toString('pem'),
    privateKey: x509.PemConverter.encode(privateKey, 'PRIVATE KEY'),
  };
}

/** Positive and of fixed length: the first byte is neither zero nor negative. */
const serialNumber = () => `5a${randomBytes(15).toString('hex')}`;
