import type { X509Certificate } from 'node:crypto';
import { expiredBy } from '../certificates/chain.ts';
import { type Refused, refused } from '../contract/verdict.ts';
import {
  matchingWebhookId,
  crc32,
  SIMULATOR_WEBHOOK_ID,
  signedMessages,
  isDigestOf,
  recoverDigest,
} from './signature.ts';
import type { Transmission } from './transmission.ts';

/** Checks the signature, then the age. If both are wrong, it reports the more useful error. Returns the webhook id of the signature. */
export function judgeSignature(
  transmission: Transmission,
  certificate: X509Certificate,
  {
    webhookIds,
    maxAgeDays,
    now,
  }: {
    readonly webhookIds: readonly string[];
    readonly maxAgeDays: number;
    readonly now: Date;
  },
): Refused | { readonly webhookId: string } {
  const webhookId = matchingWebhookId(transmission, certificate, webhookIds);
  if (webhookId === undefined) return explainMismatch(transmission, certificate, webhookIds);
  const { signedAt } = transmission;
  return judgeAge({ signedAt, maxAgeDays, now, expiredAt: expiredBy(certificate, now) }) ?? { webhookId };
}

const DAY_MS = 86_400_000;
/** How far PayPal's clock may be ahead of this one. */
const MAX_AHEAD_MS = 5 * 60_000;

/**
 * Checks the signed time. PayPal's retries (25 over 3 days) keep the time of the first attempt, so the limit is days, not minutes.
 */
export function judgeAge({
  signedAt,
  maxAgeDays,
  now,
  expiredAt,
}: {
  readonly signedAt: Date;
  readonly maxAgeDays: number;
  readonly now: Date;
  /** When the certificate expired, if it has expired by now. */
  readonly expiredAt?: Date | undefined;
}): Refused | undefined {
  const age = now.getTime() - signedAt.getTime();
  if (age > maxAgeDays * DAY_MS) {
    const days = Math.floor(age / DAY_MS);
    const certificate = expiredAt ? `; its certificate has expired too, on ${expiredAt.toISOString()}` : '';
    return refused(
      'timestamp_stale',
      `too old: signed ${days} days ago, more than the ${maxAgeDays} allowed${certificate}`,
    );
  }
  if (-age > MAX_AHEAD_MS) {
    const seconds = Math.round(-age / 1000);
    return refused(
      'timestamp_future',
      `signed ${seconds} s in the future, more than the ${MAX_AHEAD_MS / 1000} s allowed: a clock is wrong`,
    );
  }
  return undefined;
}

/**
 * PayPal's events are a few kilobytes. A longer body is not rewritten to explain a mismatch, because an attacker can send a
 * recorded signature with any body.
 */
const EXPLAINED_BYTES = 64 * 1024;

/** Explains, as far as RSA allows, why the signature does not match any configured webhook id with this certificate. */
function explainMismatch(
  transmission: Transmission,
  certificate: X509Certificate,
  webhookIds: readonly string[],
): Refused {
  const digest = recoverDigest(transmission.signature, certificate);
  if (!digest)
    return refused(
      'signature_mismatch',
      'the signature was not made by this certificate: it was altered, or another key made it',
    );

  const { body } = transmission;
  const signs = (bytes: Uint8Array, ids: readonly string[]) => {
    const messageFor = signedMessages(transmission, bytes);
    return ids.some((id) => isDigestOf(digest, messageFor(id)));
  };
  if (signs(body, [SIMULATOR_WEBHOOK_ID])) {
    const how = 'accepted only in test mode with PAYPAL_ALLOW_SIMULATOR=true';
    return refused(
      'simulator_refused',
      `it comes from PayPal's webhook simulator (webhook id ${SIMULATOR_WEBHOOK_ID}): ${how}`,
    );
  }
  const genuine = 'the signature is genuine for this certificate, but over another message';
  const candidates = body.length <= EXPLAINED_BYTES ? rewrittenBodies(body) : [];
  const rewritten = candidates.find(({ bytes }) => signs(bytes, webhookIds));
  if (rewritten)
    return refused('signature_mismatch', `${genuine}: the body was changed in transit, ${rewritten.how}`);
  const suspects = `the body (CRC-32 ${crc32(body)}), the webhook id, the transmission id or the time differs from what was signed`;
  return refused('signature_mismatch', `${genuine}: ${suspects}`);
}

/** Changes that proxies and frameworks make to a body. If undoing one makes the signature valid, it was the cause. */
function rewrittenBodies(body: Buffer): { readonly bytes: Buffer; readonly how: string }[] {
  const text = body.toString('utf8');
  const candidates = [{ bytes: Buffer.from(text.trim()), how: 'white space was added around it' }];
  try {
    candidates.push({
      bytes: Buffer.from(JSON.stringify(JSON.parse(text))),
      how: 'its JSON was parsed and written again',
    });
  } catch {
    // Not JSON, so it was not rewritten.
  }
  return candidates;
}
