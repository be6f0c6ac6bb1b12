import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { secretList } from '../contract/index.ts';

const SHARED_PREFIX = 'whsec_';
const PUBLIC_PREFIX = 'whpk_';
const PRIVATE_PREFIX = 'whsk_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const PUBLIC_KEY_BYTES = 32;
/** "Signing secret: random, between 24 and 64 bytes" (specification, "Signature scheme"). A longer one is not weaker and is accepted. */
const MIN_SHARED_BYTES = 24;

export const isPublicKey = (entry: string): boolean => entry.startsWith(PUBLIC_PREFIX);

/** Key of a `v1` signature: the base64 after `whsec_`, or the bare base64. */
export const sharedKey = (secret: string): Buffer =>
  Buffer.from(secret.startsWith(SHARED_PREFIX) ? secret.slice(SHARED_PREFIX.length) : secret, 'base64');

/** Key of a `v1a` signature: the 32 bytes of an Ed25519 public key, base64 after `whpk_`. */
export const publicKey = (entry: string): KeyObject =>
  createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: publicBytes(entry).toString('base64url') },
  });

/** Why an entry of the configuration is not a key, without quoting it; `undefined` if it is one. */
export function keyProblem(entry: string): string | undefined {
  if (entry.startsWith(PRIVATE_PREFIX)) return "whsk_ is the sender's private key: configure its whpk_ key";
  if (isPublicKey(entry)) {
    const text = entry.slice(PUBLIC_PREFIX.length);
    return BASE64.test(text) && isWhole(text) && publicBytes(entry).length === PUBLIC_KEY_BYTES
      ? undefined
      : `whpk_ must be followed by the base64 of ${PUBLIC_KEY_BYTES} bytes`;
  }
  const text = entry.startsWith(SHARED_PREFIX) ? entry.slice(SHARED_PREFIX.length) : entry;
  if (!BASE64.test(text)) return 'a secret is base64, with or without whsec_ before it';
  if (!isWhole(text))
    return 'the base64 was cut short or changed: it does not end where a text of whole bytes ends';
  return sharedKey(entry).length < MIN_SHARED_BYTES
    ? `a secret has at least ${MIN_SHARED_BYTES} bytes`
    : undefined;
}

/** Node decodes what it can and drops the rest, so a fragment would count as the whole key. Padding may be missing. */
function isWhole(base64: string): boolean {
  const again = Buffer.from(base64, 'base64').toString('base64');
  return base64 === again || base64 === again.replace(/=+$/, '');
}

const publicBytes = (entry: string): Buffer => Buffer.from(entry.slice(PUBLIC_PREFIX.length), 'base64');

/** `STANDARD_WEBHOOKS_SECRETS`. */
export const StandardSettings = z.object({
  webhooksSecrets: secretList(
    'Standard Webhooks keys, newest first: shared secrets `whsec_<base64>` (or the bare base64), and public keys `whpk_<base64>` of senders that sign with Ed25519.',
    { problem: keyProblem, made: /^(wh(sec|pk)_|[A-Za-z0-9+/]{32,}={0,2}$)/ },
  ),
});

export type StandardSettings = z.output<typeof StandardSettings>;
