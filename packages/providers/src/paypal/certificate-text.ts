import { X509Certificate } from 'node:crypto';

/** A certificate, and the address that it stands for where the text says so. */
export interface LabelledCertificate {
  readonly certificate: X509Certificate;
  /** From a line holding nothing but an https URL, before the block. */
  readonly url?: string;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,20000}-----END CERTIFICATE-----/g;
const LABEL = /^https:\/\/\S{1,300}$/;

/**
 * Every certificate of a PEM text. Text between the blocks is allowed (RFC 7468) and skipped, except for a URL on a line of its own.
 * Line breaks written as `\n`, as they are in many `.env` files, are read as line breaks.
 *
 * @throws {Error} when a block is not a certificate, or when there is text but no block
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

/** The certificates alone, or `undefined` for what is no such text. */
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
