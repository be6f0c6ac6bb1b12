import type { X509Certificate } from 'node:crypto';
import { refused, type Refused } from '../contract/verdict.ts';
import { crc32 } from './crc32.ts';
import { SIMULATOR_WEBHOOK_ID, signedMessages } from './message.ts';
import { isDigestOf, recoverDigest } from './signature.ts';
import type { Transmission } from './transmission.ts';

/**
 * PayPal's events are a few kilobytes. A longer body is not rewritten to explain a mismatch, because an attacker can send a
 * recorded signature with any body.
 */
const EXPLAINED_BYTES = 64 * 1024;

/** Explains, as far as RSA allows, why the signature does not match any configured webhook id with this certificate. */
export function explainMismatch(
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
