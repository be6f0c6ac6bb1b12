import type { X509Certificate } from 'node:crypto';
import { readCertificates } from './certificate-text.ts';
import { recoverDigest } from './signature.ts';
import type { Transmission } from './transmission.ts';

/** Finds the local certificate for a delivery, if one is held. */
export type FindHeld = (transmission: Transmission, url: URL) => X509Certificate | undefined;

/**
 * Certificates held here, so that nothing needs to be downloaded. One that is labelled with the delivery's URL stands for that URL,
 * whether it made the signature or not; otherwise the one whose key made the signature is taken.
 */
export function holdCertificates(pem: string): FindHeld {
  const held = readCertificates(pem);
  return (transmission, url) => {
    const labelled = held.filter((entry) => entry.url === url.href);
    const made = held.find(({ certificate }) => recoverDigest(transmission.signature, certificate));
    return (made ?? labelled[0])?.certificate;
  };
}
