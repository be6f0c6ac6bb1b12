import {
  createHmacVerifier,
  type Refusal,
  standardWebhooksHmac,
  type Verdict,
  type Verify,
} from '../contract/index.ts';
import { isPublicKey, sharedKey } from './keys.ts';
import type { StandardSettings } from './settings.ts';
import { createEd25519Verifier } from './verify-ed25519.ts';

/** `v1`, with the base64 after `whsec_` as the key. */
export const STANDARD_V1 = standardWebhooksHmac(sharedKey);

/** The order of the checks. Of the refusals of the two versions, the one from the later check is reported. */
const PROGRESS: readonly Refusal[] = [
  'signature_missing',
  'signature_malformed',
  'signature_mismatch',
  'timestamp_future',
  'timestamp_stale',
];

/** Authentic if a `v1` signature matches a shared secret, or a `v1a` signature a public key. */
export function createStandardVerifier(
  { webhooksSecrets }: StandardSettings,
  { now }: { readonly now: () => Date },
): Verify {
  const secrets = webhooksSecrets.filter((entry) => !isPublicKey(entry));
  const verifyV1 = createHmacVerifier(STANDARD_V1, { secrets, now });
  const verifyV1a = createEd25519Verifier({ publicKeys: webhooksSecrets.filter(isPublicKey), now });
  return async (delivery) => {
    const verdict = await verifyV1(delivery);
    return verdict.authentic ? verdict : moreTelling(verdict, verifyV1a(delivery));
  };
}

const moreTelling = (first: Verdict, second: Verdict): Verdict =>
  progress(second) > progress(first) ? second : first;

const progress = (verdict: Verdict): number =>
  verdict.authentic ? Infinity : PROGRESS.indexOf(verdict.code);
