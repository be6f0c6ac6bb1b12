import type { Delivery, HmacScheme, SignatureHeader } from '../contract/index.ts';
import { sharedKey } from './keys.ts';

/** Names and order of the headers, by the Standard Webhooks specification (spec/standard-webhooks.md). */
export const HEADERS = ['webhook-signature', 'webhook-id', 'webhook-timestamp'] as const;

/** In both directions, like the specification's reference libraries. */
export const TOLERANCE_SECONDS = 300;

/** `v1`: HMAC-SHA256 over `"<id>.<timestamp>.<body>"` (Standard Webhooks specification, "Signature scheme"). */
export const STANDARD_V1: HmacScheme = {
  headers: HEADERS,
  split: (headers) => splitHeaders(headers, 'v1'),
  algorithm: 'sha256',
  encoding: 'base64',
  prefix: signedPrefix,
  key: sharedKey,
  toleranceSeconds: TOLERANCE_SECONDS,
};

/** The signed text before the body, in both versions. */
export function signedPrefix({ id = '', timestamp = '' }: SignatureHeader): string {
  return `${id}.${timestamp}.`;
}

/** Printable, and without a dot, which separates the parts of the signed text: `a` + `b.c` must not equal `a.b` + `c`. */
const ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/** Signatures of one version among the space-separated `version,signature` entries; other versions are ignored. */
export function splitHeaders(
  headers: Delivery['headers'],
  version: 'v1' | 'v1a',
): SignatureHeader | undefined {
  const id = headers['webhook-id'] ?? '';
  if (!ID.test(id)) return undefined;
  const mark = `${version},`;
  const entries = (headers['webhook-signature'] ?? '').split(' ');
  return {
    id,
    timestamp: headers['webhook-timestamp'],
    signatures: entries.filter((entry) => entry.startsWith(mark)).map((entry) => entry.slice(mark.length)),
  };
}
