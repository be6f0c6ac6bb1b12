import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { checkChain, issued, outsideValidity } from '../certificates/chain.ts';
import { hasExtension } from '../certificates/extensions.ts';
import { type Refused, refused } from '../contract/verdict.ts';

/**
 * Apple Root CA - G3, valid until 2039 (https://www.apple.com/certificateauthority/AppleRootCA-G3.cer). SHA-256
 * 63:34:3A:BF:B8:9A:6A:03:EB:B5:7E:9B:3F:5F:A7:BE:7C:4F:5C:75:6F:30:17:B3:A8:C4:88:C3:65:3E:91:79.
 */
export const APPLE_ROOT: X509Certificate = new X509Certificate(
  readFileSync(new URL('./certs/AppleRootCA-G3.pem', import.meta.url)),
);

/**
 * Extensions by which Apple marks the certificates that sign for the App Store, and the authority that issues them
 * (app-store-server-library-node, jws_verification.ts). Apple's root has issued other authorities, which must not sign here.
 */
export const SIGNER_MARK = '1.2.840.113635.100.6.11.1';
export const AUTHORITY_MARK = '1.2.840.113635.100.6.2.1';

/** Leaf, intermediate and root. The third one is not used: the root comes from this process. */
const CHAIN_LENGTH = 3;
const MAX_CERTIFICATE_LENGTH = 8 * 1024;

/** The leaf and the intermediate of a JWS header's `x5c` (RFC 7515, 4.1.6); `undefined` if it has another form. */
export function readChain(x5c: unknown): readonly [X509Certificate, X509Certificate] | undefined {
  if (!Array.isArray(x5c) || x5c.length !== CHAIN_LENGTH) return undefined;
  const [leaf, intermediate] = x5c.map(readCertificate);
  return leaf && intermediate ? [leaf, intermediate] : undefined;
}

function readCertificate(base64: unknown): X509Certificate | undefined {
  if (typeof base64 !== 'string' || base64.length > MAX_CERTIFICATE_LENGTH) return undefined;
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

/**
 * Why a chain does not belong to the App Store's signer at a time; `undefined` if it does: a root issued the intermediate, the
 * intermediate issued the leaf, both have Apple's mark, and all three were valid.
 */
export function judgeChain(
  [leaf, intermediate]: readonly [X509Certificate, X509Certificate],
  { roots, at }: { readonly roots: readonly X509Certificate[]; readonly at: Date },
): Refused | undefined {
  const invalid = outsideValidity(leaf, at);
  if (invalid) return refused('certificate_expired', invalid);
  const chain = checkChain(intermediate, roots, at);
  if (chain.outcome === 'outside_validity') return refused('certificate_expired', chain.reason);
  if (chain.outcome === 'unknown_issuer')
    return untrusted('its intermediate certificate was not issued by Apple Root CA - G3');
  if (!issued(intermediate, leaf)) return untrusted('its intermediate certificate did not issue its leaf');
  if (leaf.ca || !hasExtension(leaf, SIGNER_MARK))
    return untrusted(`its leaf is not a signer of the App Store: it lacks the extension ${SIGNER_MARK}`);
  if (!hasExtension(intermediate, AUTHORITY_MARK))
    return untrusted(
      `its intermediate certificate does not issue signers of the App Store: it lacks the extension ${AUTHORITY_MARK}`,
    );
  return undefined;
}

const untrusted = (why: string): Refused =>
  refused('certificate_untrusted', `the certificate chain in x5c is not trusted: ${why}`);
