import type { X509Certificate } from 'node:crypto';
import type { Refused } from '../contract/verdict.ts';
import { judgeAge } from './age.ts';
import { expiredBy } from './certificate-chain.ts';
import { explainMismatch } from './mismatch.ts';
import { matchingWebhookId } from './signature.ts';
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
