import type { X509Certificate } from 'node:crypto';
import { readCertificates } from './certificate-text.ts';
import { recoverDigest } from './signature.ts';
import type { Transmission } from './transmission.ts';

/** Finds the configured certificate for a delivery, if there is one. */
export type FindHeld = (transmission: Transmission, url: URL) => X509Certificate | undefined;

/**
 * Configured certificates, so that no download is needed. A certificate with the delivery's URL is used for that URL, even if it
 * did not make the signature. Otherwise the certificate whose key made the signature is used.
 */
export function holdCertificates(pem: string): FindHeld {
  const held = readCertificates(pem);
  return (transmission, url) => {
    const labelled = held.filter((entry) => entry.url === url.href);
    const made = held.find(({ certificate }) => recoverDigest(transmission.signature, certificate));
    return (made ?? labelled[0])?.certificate;
  };
}
