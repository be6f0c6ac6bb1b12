import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { AUTHORITY_MARK, SIGNER_MARK } from '../certificate-trust.ts';

const DAY_MS = 86_400_000;
const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const NULL = new Uint8Array([5, 0]);

export interface SimulatedChain {
  /** PEM of the root, for the trust anchors. */
  readonly root: string;
  /** Leaf, intermediate and root in base64, as in a JWS header. */
  readonly x5c: readonly string[];
  /** PEM (PKCS #8) of the leaf's key. */
  readonly privateKey: string;
}

/** What a chain lacks, for tests of the verifier. */
export interface ChainFault {
  readonly leafMark?: false;
  readonly authorityMark?: false;
  readonly leafIsAuthority?: true;
  readonly intermediateIsAuthority?: false;
  /** Another key signed the leaf than the intermediate's. */
  readonly leafOfStranger?: true;
  readonly leafDays?: number;
}

/**
 * Creates a root, an intermediate and a signer like those of the App Store, with Apple's marks, valid from a month before `now`
 * until `days` after it. Only a process that is configured with the root trusts them.
 */
export async function createSimulatedChain({
  now,
  name = 'Payspool Simulator',
  days = 365,
  fault = {},
}: {
  readonly now: Date;
  readonly name?: string;
  readonly days?: number;
  readonly fault?: ChainFault;
}): Promise<SimulatedChain> {
  const notBefore = new Date(now.getTime() - 30 * DAY_MS);
  const until = (length: number) => new Date(now.getTime() + length * DAY_MS);
  const generate = () => webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const [rootKeys, intermediateKeys, leafKeys, strangerKeys] = await Promise.all([
    generate(),
    generate(),
    generate(),
    generate(),
  ]);
  const certify = (
    subject: string,
    {
      keys,
      issuer,
      isAuthority,
      mark,
      length = days,
    }: {
      readonly keys: webcrypto.CryptoKeyPair;
      readonly issuer: { readonly name: string; readonly keys: webcrypto.CryptoKeyPair };
      readonly isAuthority: boolean;
      readonly mark?: string | undefined;
      readonly length?: number | undefined;
    },
  ) =>
    x509.X509CertificateGenerator.create(
      {
        notBefore,
        notAfter: until(length),
        serialNumber: `5a${randomBytes(15).toString('hex')}`,
        signingAlgorithm: KEY,
        signingKey: issuer.keys.privateKey,
        subject: `CN=${name} ${subject}`,
        issuer: `CN=${name} ${issuer.name}`,
        publicKey: keys.publicKey,
        extensions: [
          new x509.BasicConstraintsExtension(isAuthority, undefined, true),
          ...(mark === undefined ? [] : [new x509.Extension(mark, false, NULL)]),
        ],
      },
      webcrypto,
    );

  const root = await certify('Root', {
    keys: rootKeys,
    issuer: { name: 'Root', keys: rootKeys },
    isAuthority: true,
  });
  const intermediate = await certify('Intermediate', {
    keys: intermediateKeys,
    issuer: { name: 'Root', keys: rootKeys },
    isAuthority: fault.intermediateIsAuthority ?? true,
    mark: fault.authorityMark === false ? undefined : AUTHORITY_MARK,
  });
  const leaf = await certify('Signer', {
    keys: leafKeys,
    issuer: { name: 'Intermediate', keys: fault.leafOfStranger ? strangerKeys : intermediateKeys },
    isAuthority: fault.leafIsAuthority ?? false,
    mark: fault.leafMark === false ? undefined : SIGNER_MARK,
    length: fault.leafDays,
  });
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', leafKeys.privateKey);
  return {
    root: root.toString('pem'),
    x5c: [leaf, intermediate, root].map(({ rawData }) => Buffer.from(rawData).toString('base64')),
    privateKey: x509.PemConverter.encode(privateKey, 'PRIVATE KEY'),
  };
}
