import { verify as verifySignature, type KeyObject } from 'node:crypto';
import {
  createHmacVerifier,
  type Refusal,
  standardWebhooksHmac,
  type Verdict,
  type Verify,
  authentic,
  judgeSignedTime,
  refused,
  splitStandardHeaders,
  STANDARD_HEADERS,
  STANDARD_TOLERANCE_SECONDS,
  standardPrefix,
  type Delivery,
  type SignatureHeader,
} from '../contract/index.ts';
import { isPublicKey, sharedKey, type StandardSettings, publicKey } from './settings.ts';

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

/** Whether the headers have a signature of either version. */
export const hasSignature = (headers: Delivery['headers']): boolean =>
  (['v1', 'v1a'] as const).some((version) => splitStandardHeaders(headers, version)?.signatures.length);

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
    return verdict.authentic ? verdict : moreSpecific(verdict, verifyV1a(delivery));
  };
}

const moreSpecific = (first: Verdict, second: Verdict): Verdict =>
  progress(second) > progress(first) ? second : first;

const progress = (verdict: Verdict): number =>
  verdict.authentic ? Infinity : PROGRESS.indexOf(verdict.code);

const TIMESTAMP = /^\d{1,12}$/;
const SIGNATURE_BYTES = 64;
/** Maximum number of signatures. Each costs a curve operation per configured key, and a forger could send many. */
const MAX_SIGNATURES = 4;

/** Verifies `v1a`: Ed25519 over the same content as `v1` (Svix, server worker.rs `test_asymmetric_key_signing`). */
function createEd25519Verifier({
  publicKeys,
  now,
}: {
  readonly publicKeys: readonly string[];
  readonly now: () => Date;
}): (delivery: Delivery) => Verdict {
  const keys = publicKeys.map(publicKey);
  return ({ headers, body }) => {
    const missing = STANDARD_HEADERS.find((name) => !headers[name]);
    if (missing) return refused('signature_missing', `the header ${missing} is missing`);
    const header = splitStandardHeaders(headers, 'v1a');
    if (!header || header.signatures.length === 0 || header.signatures.length > MAX_SIGNATURES) {
      return refused(
        'signature_malformed',
        `the header ${STANDARD_HEADERS[0]} contains no usable v1a signature`,
      );
    }
    if (!header.timestamp || !TIMESTAMP.test(header.timestamp)) {
      return refused('signature_malformed', 'the signed timestamp is not a number of seconds');
    }
    if (!matches(header, body, keys)) {
      return refused(
        'signature_mismatch',
        'no configured public key made this signature: the body, the key or the signed timestamp differs from what was signed',
      );
    }
    const signedAt = new Date(Number(header.timestamp) * 1000);
    const untimely = judgeSignedTime(signedAt, { now: now(), toleranceSeconds: STANDARD_TOLERANCE_SECONDS });
    return untimely ?? authentic({ signedAt });
  };
}

function matches(header: SignatureHeader, body: Buffer, keys: readonly KeyObject[]): boolean {
  const content = Buffer.concat([Buffer.from(standardPrefix(header), 'utf8'), body]);
  return header.signatures
    .map((text) => Buffer.from(text, 'base64'))
    .filter((signature) => signature.length === SIGNATURE_BYTES)
    .some((signature) => keys.some((key) => verifySignature(null, content, key, signature)));
}
