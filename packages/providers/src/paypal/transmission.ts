import type { Delivery } from '../contract/delivery.ts';
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

const REQUIRED = [
  'paypal-transmission-id',
  'paypal-transmission-time',
  'paypal-transmission-sig',
  'paypal-auth-algo',
];
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
  const moment = time.length <= MAX_TIME_LENGTH ? fromIsoText(time) : undefined;
  if (!moment) return malformed('paypal-transmission-time is not a time like 2025-04-05T20:32:44Z');
  const signature = readSignature(signatureText);
  if (!signature) {
    const { min, max } = SIGNATURE_BYTES;
    return malformed(`paypal-transmission-sig is not base64 of ${min} to ${max} bytes`);
  }
  return { id, time, signedAt: new Date(moment), signature, signatureText, body };
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
