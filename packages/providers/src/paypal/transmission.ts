import type { Delivery, Mode } from '../contract/delivery.ts';
import { fromIsoText } from '../contract/timestamps.ts';
import { refused, type Refused } from '../contract/verdict.ts';

/** The parsed signature headers. They have the right form but are not verified yet. */
export interface Transmission {
  readonly id: string;
  /** The exact signed text. */
  readonly time: string;
  readonly signedAt: Date;
  readonly signature: Buffer;
  /** The exact text, for the verification API. */
  readonly signatureText: string;
  readonly body: Buffer;
}

/** The only algorithm that PayPal is known to use, and the only one that is accepted. */
export const AUTH_ALGORITHM = 'SHA256withRSA';

/** The headers that a signed delivery has besides the address of its certificate. */
const REQUIRED = [
  'paypal-transmission-id',
  'paypal-transmission-time',
  'paypal-transmission-sig',
  'paypal-auth-algo',
];
/** All headers of a signed delivery. */
export const SIGNATURE_HEADERS = [...REQUIRED, 'paypal-cert-url'];
/** At most 50 characters in PayPal's own API description (openapi/notifications_webhooks_v1.json). */
const TRANSMISSION_ID = /^[A-Za-z0-9-]{1,50}$/;
const MAX_TIME_LENGTH = 40;
/** RSA moduli of 1024 to 4096 bits. */
const SIGNATURE_BYTES = { min: 128, max: 512 };
const MAX_SIGNATURE_TEXT = 4 * Math.ceil(SIGNATURE_BYTES.max / 3);

/** Parses the headers. It is strict, because the next steps may cause a download. */
export function readTransmission({
  headers,
  body,
}: Pick<Delivery, 'headers' | 'body'>): Transmission | Refused {
  const missing = REQUIRED.find((name) => !headers[name]);
  if (missing) return refused('signature_missing', `the header ${missing} is missing`);
  const {
    'paypal-transmission-id': id = '',
    'paypal-transmission-time': time = '',
    'paypal-transmission-sig': signatureText = '',
    'paypal-auth-algo': algorithm,
  } = headers;

  if (algorithm !== AUTH_ALGORITHM) {
    return refused(
      'algorithm_unsupported',
      `paypal-auth-algo is not ${AUTH_ALGORITHM}, the only algorithm accepted`,
    );
  }
  if (!TRANSMISSION_ID.test(id))
    return malformed('paypal-transmission-id is not an id of 1 to 50 letters, digits and dashes');
  const instant = statedInstant(time);
  if (!instant) return malformed('paypal-transmission-time is not a time like 2025-04-05T20:32:44Z');
  const signature = readSignature(signatureText);
  if (!signature) {
    const { min, max } = SIGNATURE_BYTES;
    return malformed(`paypal-transmission-sig is not base64 of ${min} to ${max} bytes`);
  }
  return { id, time, signedAt: new Date(instant), signature, signatureText, body };
}

const statedInstant = (time: string): string | undefined =>
  time.length <= MAX_TIME_LENGTH ? fromIsoText(time) : undefined;

/** The time of the transmission in the headers, which nothing proves yet. */
export function statedTransmissionTime(headers: Delivery['headers']): Date | undefined {
  const instant = statedInstant(headers['paypal-transmission-time'] ?? '');
  return instant === undefined ? undefined : new Date(instant);
}

function readSignature(text: string): Buffer | undefined {
  if (text.length > MAX_SIGNATURE_TEXT) return undefined;
  const bytes = Buffer.from(text, 'base64');
  // Node skips characters that are not base64. Only a canonical text is the same after decoding and encoding.
  const canonical = bytes.toString('base64') === text;
  return canonical && bytes.length >= SIGNATURE_BYTES.min && bytes.length <= SIGNATURE_BYTES.max
    ? bytes
    : undefined;
}

const malformed = (reason: string) => refused('signature_malformed', reason);

/** The address of the signing certificate in the delivery, after the check. */
export interface CertificateSource {
  readonly url: URL;
  readonly mode: Mode;
}

/** Hosts of the certificate URLs in all known deliveries of PayPal. The exact host also distinguishes sandbox and live. */
const HOSTS: ReadonlyMap<string, Mode> = new Map([
  ['api.paypal.com', 'live'],
  ['api.sandbox.paypal.com', 'test'],
]);

/** The whole URL, without a user, port, dot segment, query or fragment. */
const CERTIFICATE_URL =
  /^https:\/\/(api(?:\.sandbox)?\.paypal\.com)\/v1\/notifications\/certs\/[A-Za-z0-9_-]{1,100}$/;

/**
 * This process may download from the address in the header, so the whole URL must match: https, one of two hosts, PayPal's path.
 * With a weaker rule it would download and trust a certificate from an attacker's address.
 */
export function readCertificateUrl(text: string | undefined): CertificateSource | Refused {
  if (!text) return refused('signature_missing', 'the header paypal-cert-url is missing');
  const mode = HOSTS.get(CERTIFICATE_URL.exec(text)?.[1] ?? '');
  if (!mode) {
    const rule =
      'https://api.paypal.com or https://api.sandbox.paypal.com, path /v1/notifications/certs/<id>, nothing else';
    return refused(
      'certificate_url_refused',
      `paypal-cert-url is not at PayPal's address for certificates (${rule})`,
    );
  }
  return { url: new URL(text), mode };
}
