import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Delivery } from './delivery.ts';
import type { Verify } from './provider.ts';
import { judgeSignedTime, authentic, refused } from './verdict.ts';

/** The parsed signature header. It has several signatures while the sender rotates its secret. */
export interface SignatureHeader {
  readonly signatures: readonly string[];
  /** The Unix time as the exact signed text, in the scheme's unit. */
  readonly timestamp?: string;
  /** The delivery's id, if the scheme signs one. */
  readonly id?: string;
}

/** The description of a signature scheme over the raw body with a shared secret. */
export interface HmacScheme {
  /** Lower-case names; the first one contains the signature. All of them must be present. */
  readonly headers: readonly [string, ...string[]];
  /** Parses the headers; `undefined` if they do not match the scheme. */
  readonly split: (headers: Delivery['headers']) => SignatureHeader | undefined;
  /** The reverse, for signers: the headers of a delivery with these signatures. */
  readonly write: (header: SignatureHeader) => Readonly<Record<string, string>>;
  readonly algorithm: 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  /** The signed text before the body: `"<t>."`; empty if only the body is signed. */
  readonly prefix: (header: SignatureHeader) => string;
  /** What `prefix` adds besides a timestamp, for the reason of a mismatch: `the notification URL`. */
  readonly prefixHas?: string;
  /** Converts the configured secret to the bytes of the key. */
  readonly key: (secret: string) => Buffer;
  /** Tolerance of the signed timestamp in seconds, in both directions; absent if none is signed. */
  readonly toleranceSeconds?: number;
  /** The unit of the signed timestamp; seconds if absent. */
  readonly timestampIn?: 'seconds' | 'milliseconds';
}

/** A scheme that is the same for every account, or one that depends on the account's settings: a signed text may contain the endpoint's URL. */
export type SchemeOf<Settings> = HmacScheme | ((settings: Settings) => HmacScheme);

/** The scheme of an account with these settings. */
export const schemeFor = <Settings>(scheme: SchemeOf<Settings>, settings: Settings): HmacScheme =>
  typeof scheme === 'function' ? scheme(settings) : scheme;

/** Milliseconds in the unit of a signed timestamp, and the form of its text. */
const UNITS = {
  seconds: { ms: 1000, text: /^\d{1,12}$/ },
  milliseconds: { ms: 1, text: /^\d{1,15}$/ },
} as const;
const unitOf = ({ timestampIn = 'seconds' }: HmacScheme) => UNITS[timestampIn];
const MAX_SIGNATURES = 16;

/** A verifier for one account. Any of `secrets` may match any of the header's signatures; the comparison takes constant time. */
export function createHmacVerifier(
  scheme: HmacScheme,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: () => Date },
): Verify {
  const keys = secrets.map(scheme.key);
  return (delivery) => {
    const missing = scheme.headers.find((name) => !delivery.headers[name]);
    if (missing) return refused('signature_missing', `the header ${missing} is missing`);
    const header = scheme.split(delivery.headers);
    if (!header || header.signatures.length === 0 || header.signatures.length > MAX_SIGNATURES) {
      return refused('signature_malformed', `the header ${scheme.headers[0]} does not match the scheme`);
    }
    const signedAt = readTimestamp(scheme, header);
    if (signedAt === 'malformed')
      return refused(
        'signature_malformed',
        `the signed timestamp is not a number of ${scheme.timestampIn ?? 'seconds'}`,
      );
    if (!keys.some((key) => matches(scheme, header, delivery.body, key))) {
      return refused(
        'signature_mismatch',
        keys.length === 0 ? 'no secret is configured for this signature' : mismatchReason(scheme),
      );
    }
    // Checked after the signature, to distinguish a stale but genuine delivery from a forged one.
    const { toleranceSeconds } = scheme;
    const untimely =
      signedAt && toleranceSeconds !== undefined
        ? judgeSignedTime(signedAt, { now: now(), toleranceSeconds })
        : undefined;
    return untimely ?? authentic({ signedAt });
  };
}

/** `createVerifier` of a provider whose signing secrets are the setting `webhookSecrets`. */
export const webhookSecretsVerifier =
  <Settings extends { readonly webhookSecrets: readonly string[] }>(scheme: SchemeOf<Settings>) =>
  ({ settings, io }: { readonly settings: Settings; readonly io: { readonly now: () => Date } }): Verify =>
    createHmacVerifier(schemeFor(scheme, settings), { secrets: settings.webhookSecrets, now: io.now });

/** For signers: the headers of one attempt. Every secret signs, so that during a rotation a receiver needs only one of them. */
export function signHmac(
  scheme: HmacScheme,
  {
    body,
    sentAt,
    secrets,
    id,
  }: {
    readonly body: Buffer;
    readonly sentAt: Date;
    readonly secrets: readonly string[];
    /** The delivery's id, for a scheme that signs one. */
    readonly id?: string;
  },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(sentAt.getTime() / unitOf(scheme).ms));
  const header = { id, timestamp, signatures: [] };
  const signatures = secrets.map((secret) => digest(scheme, header, body, scheme.key(secret)));
  return scheme.write({ ...header, signatures });
}

function digest(scheme: HmacScheme, header: SignatureHeader, body: Buffer, key: Buffer): string {
  return createHmac(scheme.algorithm, key)
    .update(scheme.prefix(header), 'utf8')
    .update(body)
    .digest(scheme.encoding);
}

function matches(scheme: HmacScheme, header: SignatureHeader, body: Buffer, key: Buffer): boolean {
  const expected = Buffer.from(digest(scheme, header, body, key), 'latin1');
  let found = false;
  for (const signature of header.signatures) {
    // Compared as text of fixed length: decoding first would accept several spellings of one digest.
    const given = Buffer.from(signature, 'latin1');
    if (given.length === expected.length && timingSafeEqual(given, expected)) found = true;
  }
  return found;
}

function readTimestamp(scheme: HmacScheme, header: SignatureHeader): Date | undefined | 'malformed' {
  if (scheme.toleranceSeconds === undefined) return undefined;
  const { ms, text } = unitOf(scheme);
  if (!header.timestamp || !text.test(header.timestamp)) return 'malformed';
  return new Date(Number(header.timestamp) * ms);
}

/** The time in the headers, which nothing proves yet; `undefined` if the scheme signs none or the headers do not match it. */
export function statedTime(scheme: HmacScheme, headers: Delivery['headers']): Date | undefined {
  const header = scheme.split(headers);
  const time = header && readTimestamp(scheme, header);
  return time === 'malformed' ? undefined : time;
}

function mismatchReason(scheme: HmacScheme): string {
  const parts = [
    'the body',
    'the secret',
    ...(scheme.prefixHas === undefined ? [] : [scheme.prefixHas]),
    ...(scheme.toleranceSeconds === undefined ? [] : ['the signed timestamp']),
  ];
  const listed = `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
  return `no configured secret gives this signature: ${listed} differs from what was signed`;
}
