import type { Delivery } from './delivery.ts';
import type { HmacScheme, SignatureHeader } from './hmac-verifier.ts';

// The usual schemes of webhook signatures, as declarations. A provider names the one that its documentation describes.

const MAX_HEADER_LENGTH = 4096;

/** The key is the secret as text, with any prefix that it has; nothing is decoded. */
const asText = (secret: string): Buffer => Buffer.from(secret, 'utf8');

/**
 * `<header>: t=<unix seconds>,v1=<hex>[,v1=…]`, HMAC-SHA256 over `<t>.<raw body>`. Each attempt has a timestamp of its own. Items
 * with other names are skipped. A header with two timestamps is malformed, because it is not known which of them was signed.
 */
export const timestampedHmac = (
  header: string,
  {
    toleranceSeconds = 300,
    timeName = 't',
    signatureName = 'v1',
    between = ',',
    joint = '.',
  }: {
    readonly toleranceSeconds?: number;
    /** The name of the timestamp in the header. */
    readonly timeName?: string;
    /** The name of a signature in the header. */
    readonly signatureName?: string;
    /** What separates the items of the header. */
    readonly between?: string;
    /** What stands between the timestamp and the body in the signed text. */
    readonly joint?: string;
  } = {},
): HmacScheme => ({
  headers: [header],
  split: (headers) => {
    const text = headers[header] ?? '';
    if (text.length > MAX_HEADER_LENGTH) return undefined;
    const items = text.split(between).map((item) => item.trim());
    const [timestamp, ...others] = valuesOf(items, `${timeName}=`);
    return others.length > 0 ? undefined : { timestamp, signatures: valuesOf(items, `${signatureName}=`) };
  },
  write: ({ timestamp = '', signatures }) => ({
    [header]: [
      `${timeName}=${timestamp}`,
      ...signatures.map((signature) => `${signatureName}=${signature}`),
    ].join(between),
  }),
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: ({ timestamp = '' }) => `${timestamp}${joint}`,
  key: asText,
  toleranceSeconds,
});

/** The form of a digest in either encoding. */
const DIGEST = {
  sha256: { hex: /^[0-9a-f]{64}$/, base64: /^[A-Za-z0-9+/]{43}=$/ },
  sha512: { hex: /^[0-9a-f]{128}$/, base64: /^[A-Za-z0-9+/]{86}==$/ },
};

/**
 * `<header>: <digest>`, an HMAC over the raw body, or over a text that the settings give and the raw body. No time is signed, so a
 * replay can be recognised only by its content.
 */
export const bodyHmac = (
  header: string,
  encoding: 'hex' | 'base64',
  {
    algorithm = 'sha256',
    before = '',
    beforeIs,
  }: {
    readonly algorithm?: HmacScheme['algorithm'];
    /** The signed text before the body. */
    readonly before?: string;
    /** What that text is, for the reason of a mismatch: `the notification URL`. */
    readonly beforeIs?: string;
  } = {},
): HmacScheme => ({
  headers: [header],
  split: (headers) => {
    const signature = headers[header] ?? '';
    return DIGEST[algorithm][encoding].test(signature) ? { signatures: [signature] } : undefined;
  },
  write: ({ signatures: [signature = ''] }) => ({ [header]: signature }),
  algorithm,
  encoding,
  prefix: () => before,
  ...(beforeIs === undefined ? {} : { prefixHas: beforeIs }),
  key: asText,
});

/** Names and order of the headers, by the Standard Webhooks specification (spec/standard-webhooks.md). */
export const STANDARD_HEADERS = ['webhook-signature', 'webhook-id', 'webhook-timestamp'] as const;

/** In both directions, like the reference libraries of Standard Webhooks. */
export const STANDARD_TOLERANCE_SECONDS = 300;

/** `v1` of Standard Webhooks: HMAC-SHA256 over `"<id>.<timestamp>.<body>"` (specification, "Signature scheme"). */
export const standardWebhooksHmac = (key: HmacScheme['key']): HmacScheme => ({
  headers: STANDARD_HEADERS,
  split: (headers) => splitStandardHeaders(headers, 'v1'),
  write: ({ id = '', timestamp = '', signatures }) => ({
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' '),
  }),
  algorithm: 'sha256',
  encoding: 'base64',
  prefix: standardPrefix,
  prefixHas: 'the id of the delivery',
  key,
  toleranceSeconds: STANDARD_TOLERANCE_SECONDS,
});

/** The signed text before the body, in both versions of Standard Webhooks. */
export function standardPrefix({ id = '', timestamp = '' }: SignatureHeader): string {
  return `${id}.${timestamp}.`;
}

/** Printable, and without a dot, which separates the parts of the signed text: `a` + `b.c` must not equal `a.b` + `c`. */
const ID = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/** Signatures of one version among the space-separated `version,signature` entries; other versions are ignored. */
export function splitStandardHeaders(
  headers: Delivery['headers'],
  version: 'v1' | 'v1a',
): SignatureHeader | undefined {
  const id = headers['webhook-id'] ?? '';
  if (!ID.test(id)) return undefined;
  const entries = (headers['webhook-signature'] ?? '').split(' ');
  return { id, timestamp: headers['webhook-timestamp'], signatures: valuesOf(entries, `${version},`) };
}

/** What follows `mark` in the items that begin with it and do not end there. */
const valuesOf = (items: readonly string[], mark: string): string[] =>
  items.filter((item) => item.startsWith(mark) && item !== mark).map((item) => item.slice(mark.length));
