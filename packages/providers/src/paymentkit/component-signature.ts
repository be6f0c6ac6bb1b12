import { createHash, createPublicKey, verify as verifySignature, type KeyObject } from 'node:crypto';
import stableStringify from 'json-stable-stringify';
import { authentic, refused, type Delivery, type Verdict, type Verify } from '../contract/index.ts';
import { createCanonicalBudget } from './canonical-budget.ts';
import { signedText } from './signed-body.ts';

/** The headers of a component call. All are needed. */
export const COMPONENT_HEADERS = ['x-component-sig', 'x-component-sig-iat', 'x-component-sig-exp'] as const;
const SIGNATURE = /^(?:0x)?([0-9a-f]{128})$/i;
const SECONDS = /^\d{1,12}$/;
const MAX_AHEAD_SECONDS = 300;
/** The SDK signs for 300 s. The limit applies to signatures that are valid for longer, so that they cannot be replayed for longer. */
const MAX_LIFETIME_SECONDS = 3600;

/**
 * The Blocklet component signature: Ed25519 over the SHA3-256 of the canonical text of the parsed request
 * (blocklet-server blocklet/node-sdk/src/util/verify-sign.ts; `@ocap/wallet` signs the digest, not the text).
 */
export function createComponentVerifier({
  publicKeys,
  now,
}: {
  readonly publicKeys: readonly string[];
  readonly now: () => Date;
}): Verify {
  const keys = publicKeys.map(publicKey);
  const budget = createCanonicalBudget(now);
  return (delivery) => {
    const missing = COMPONENT_HEADERS.find((name) => !delivery.headers[name]);
    if (missing) return refused('signature_missing', `the header ${missing} is missing`);
    const signed = readHeaders(delivery.headers);
    if (!signed) {
      return refused('signature_malformed', 'the x-component-sig headers do not match the scheme');
    }
    budget.admit(delivery);
    const text = componentText({ ...delivery, iat: signed.iat, exp: signed.exp });
    if (text === undefined) {
      budget.judged(delivery, false);
      return refused(
        'signature_malformed',
        'the body is not JSON, or nested too deeply to be made canonical',
      );
    }
    const digest = componentDigest(text);
    const isAuthentic = keys.some((key) => verifySignature(null, digest, key, signed.signature));
    budget.judged(delivery, isAuthentic);
    if (!isAuthentic) {
      return refused('signature_mismatch', mismatchReason(delivery));
    }
    return judgeTime(signed, now());
  };
}

/** The signed 32 bytes. */
export const componentDigest = (text: string): Buffer => createHash('sha3-256').update(text, 'utf8').digest();

function publicKey(hex: string): KeyObject {
  const x = Buffer.from(hex.replace(/^0x/i, ''), 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

interface Signed {
  readonly signature: Buffer;
  /** Unix seconds. */
  readonly iat: number;
  readonly exp: number;
}

function readHeaders(headers: Delivery['headers']): Signed | undefined {
  const [sig = '', iat = '', exp = ''] = COMPONENT_HEADERS.map((name) => headers[name]);
  const hex = SIGNATURE.exec(sig)?.[1];
  if (!hex || !SECONDS.test(iat) || !SECONDS.test(exp)) return undefined;
  const lifetime = Number(exp) - Number(iat);
  if (lifetime < 0 || lifetime > MAX_LIFETIME_SECONDS) return undefined;
  return { signature: Buffer.from(hex, 'hex'), iat: Number(iat), exp: Number(exp) };
}

/** The time of signing in the headers, which nothing proves yet. */
export function statedComponentTime(headers: Delivery['headers']): Date | undefined {
  const signed = readHeaders(headers);
  return signed && new Date(signed.iat * 1000);
}

function judgeTime({ iat, exp }: Signed, now: Date): Verdict {
  const seconds = Math.floor(now.getTime() / 1000);
  if (exp < seconds)
    return refused('timestamp_stale', `expired ${seconds - exp} s ago: it is a replay, or a clock is wrong`);
  if (iat > seconds + MAX_AHEAD_SECONDS) {
    return refused('timestamp_future', `signed ${iat - seconds} s in the future: a clock is wrong`);
  }
  return authentic({ signedAt: new Date(iat * 1000) });
}

function mismatchReason({ headers, path }: Delivery): string {
  const version = headers['x-component-sig-version'];
  const newer = version && version !== '1' ? ' The sender uses a version of the scheme other than 1.' : '';
  return `no configured application key gives this signature over the parsed body, the times and the path ${path}: one of them differs from what was signed (a proxy may have removed a prefix of the path).${newer}`;
}

/**
 * The text that a component call signs: the parsed request with its keys sorted
 * (blocklet-server blocklet/node-sdk/src/util/verify-sign.ts). `undefined` if the body has no canonical form.
 */
export function componentText(request: {
  readonly iat: number;
  readonly exp: number;
  readonly body: Buffer;
  readonly query: Readonly<Record<string, string>>;
  readonly path: string;
}): string | undefined {
  const { iat, exp, query, path } = request;
  const text = signedText(request.body);
  if (text === undefined) return undefined;
  // The keys are already sorted and the body's text is already canonical, so it is not created again.
  const [inQuery, url] = [stableStringify(query), JSON.stringify(path)];
  return `{"body":${text},"exp":${exp},"iat":${iat},"method":"post","query":${inQuery},"url":${url}}`;
}
