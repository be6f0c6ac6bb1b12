import { type KeyObject, verify } from 'node:crypto';
import { isRecord } from '@payspool/events';
import { readJson } from '../contract/parse-body.ts';

/** A compact JWS (RFC 7515, 7.1), parsed and not verified. */
export interface Jws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** 64 bytes, `r` and `s` (RFC 7518, 3.4). */
  readonly signature: Buffer;
  /** The exact signed text: header and payload as they were sent. */
  readonly signed: Buffer;
}

/** Apple's header contains three certificates and has less than 4 KB. */
const MAX_HEADER_LENGTH = 16 * 1024;
const SIGNATURE_BYTES = 64;

/** Parses a JWS with a signature of 64 bytes; `undefined` if it has another form. */
export function readJws(text: string): Jws | undefined {
  const [headerText = '', payloadText = '', signatureText = '', ...others] = text.split('.');
  if (others.length > 0 || headerText.length > MAX_HEADER_LENGTH) return undefined;
  const signature = decode(signatureText);
  const [header, payload] = [objectIn(headerText), objectIn(payloadText)];
  if (!header || !payload || signature?.length !== SIGNATURE_BYTES) return undefined;
  return { header, payload, signature, signed: Buffer.from(`${headerText}.${payloadText}`, 'latin1') };
}

/** Whether a text has the three parts of a JWS without the last one. */
export const isUnsigned = (text: string): boolean => /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.?$/.test(text);

/** The payload of a JWS that was verified when it arrived, as JSON; `undefined` if it is not an object. */
export const payloadOf = (text: string): Readonly<Record<string, unknown>> | undefined =>
  objectIn(text.split('.')[1] ?? '');

/** Whether this key made the signature by ES256: ECDSA on P-256 with SHA-256 (RFC 7518, 3.4). A key of another curve made none. */
export const isSignedBy = ({ signature, signed }: Jws, key: KeyObject): boolean =>
  key.asymmetricKeyType === 'ec' &&
  key.asymmetricKeyDetails?.namedCurve === 'prime256v1' &&
  verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);

/** Base64url without padding. Node skips other characters, so only a text that is the same after encoding is accepted. */
function decode(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return text !== '' && bytes.toString('base64url') === text ? bytes : undefined;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = decode(text);
  if (!bytes) return undefined;
  try {
    const value = readJson(bytes);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
