import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
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

/** A certificate, and its address if the text has one. */
export interface LabelledCertificate {
  readonly certificate: X509Certificate;
  /** From a line before the block that contains only an https URL. */
  readonly url?: string;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,20000}-----END CERTIFICATE-----/g;
const LABEL = /^https:\/\/\S{1,300}$/;

/**
 * Every certificate of a PEM text. Text between the blocks is allowed (RFC 7468) and skipped, except for a URL on a line of its own.
 * Line breaks that are written as `
`, as in many `.env` files, are read as line breaks.
 *
 * @throws {Error} if a block is not a certificate, or if there is text but no block
 */
export function readCertificates(pem: string): LabelledCertificate[] {
  const text = pem.replaceAll('\\n', '\n');
  let end = 0;
  const found = [...text.matchAll(BLOCK)].map((match) => {
    const url = lastLabel(text.slice(end, match.index));
    end = match.index + match[0].length;
    return { certificate: new X509Certificate(match[0]), url };
  });
  const unread = text.split('-----BEGIN CERTIFICATE-----').length - 1 - found.length;
  if (unread !== 0 || (found.length === 0 && text.trim() !== ''))
    throw new Error('not PEM text with certificates');
  return found;
}

/** Only the certificates, or `undefined` if the text is invalid. */
export function tryReadCertificates(pem: string): X509Certificate[] | undefined {
  try {
    return readCertificates(pem).map(({ certificate }) => certificate);
  } catch {
    return undefined;
  }
}

const lastLabel = (between: string): string | undefined =>
  between
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => LABEL.test(line));
