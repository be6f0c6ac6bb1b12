import { hmacDigest, NO_SIGNING_SECRET, secretProblem } from '../contract/index.ts';
import { isPublicKey, keyProblem } from './keys.ts';
import { STANDARD_V1 } from './scheme.ts';

/** Why a text cannot sign, without quoting it; `undefined` if it is a shared secret. */
export const signingSecretProblem = (secret: string): string | undefined =>
  isPublicKey(secret)
    ? 'a whpk_ key verifies and cannot sign: use a whsec_ secret'
    : secretProblem(secret, {
        rule: { problem: keyProblem, mistakes: NO_SIGNING_SECRET },
        as: 'single',
      });

/**
 * Headers of one attempt, by the Standard Webhooks specification: `id` is the same at every attempt, `sentAt` is this one's.
 * Every secret signs, so that during a rotation a receiver needs only one of them.
 */
export function signStandardWebhook({
  id,
  sentAt,
  body,
  secrets,
}: {
  readonly id: string;
  readonly sentAt: Date;
  readonly body: Buffer;
  readonly secrets: readonly string[];
}) {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const header = { id, timestamp, signatures: [] };
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${hmacDigest(STANDARD_V1, { header, body, secret })}`)
      .join(' '),
  };
}
