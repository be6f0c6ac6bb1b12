import { NO_SIGNING_SECRET, secretProblem, signHmac } from '../contract/index.ts';
import { isPublicKey, keyProblem } from './settings.ts';
import { STANDARD_V1 } from './verify.ts';

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
export const signStandardWebhook = (attempt: {
  readonly id: string;
  readonly sentAt: Date;
  readonly body: Buffer;
  readonly secrets: readonly string[];
}) => signHmac(STANDARD_V1, attempt);
