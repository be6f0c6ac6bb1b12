import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

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
 * Line breaks that are written as `\n`, as in many `.env` files, are read as line breaks.
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

/** A setting with PEM text. `authority`: every certificate in it must be one of an authority. */
export function certificates(description: string, { authority }: { readonly authority: boolean }) {
  const problem = authority
    ? 'expected PEM text with CA certificates'
    : 'expected PEM text with certificates';
  return z
    .string()
    .default('')
    .refine(
      (pem) => tryReadCertificates(pem)?.every((certificate) => !authority || certificate.ca) ?? false,
      problem,
    )
    .meta({ description });
}

const lastLabel = (between: string): string | undefined =>
  between
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => LABEL.test(line));
