import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readCertificates } from '../certificates/read-pem.ts';
import { recoverDigest } from './signature.ts';
import type { Transmission } from './transmission.ts';

/** Finds the configured certificate for a delivery, if there is one. */
export type FindHeld = (transmission: Transmission, url: URL) => X509Certificate | undefined;

/**
 * Configured certificates, so that no download is needed. A certificate with the delivery's URL is used for that URL, even if it
 * did not make the signature. Otherwise the certificate whose key made the signature is used.
 */
export function keepCertificates(pem: string): FindHeld {
  const held = readCertificates(pem);
  return (transmission, url) => {
    const labelled = held.filter((entry) => entry.url === url.href);
    const made = held.find(({ certificate }) => recoverDigest(transmission.signature, certificate));
    return (made ?? labelled[0])?.certificate;
  };
}

/**
 * The authority that issued every known PayPal signing certificate, with its root. PayPal serves only the leaf, so the
 * intermediate must be here. The last known certificate of it expired in March 2026; add others with `PAYPAL_TRUST_ANCHORS`.
 */
export const SHIPPED_ANCHORS: readonly X509Certificate[] = [
  'DigiCertSHA2ExtendedValidationServerCA.pem',
  'DigiCertHighAssuranceEVRootCA.pem',
].map((name) => new X509Certificate(readFileSync(new URL(`./certs/${name}`, import.meta.url))));
