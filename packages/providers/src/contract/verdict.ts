import type { Mode } from './delivery.ts';

/** Why a delivery is not authentic. These codes are stable: they appear in metrics, logs and `payspool verify --json`. */
export const REFUSALS = [
  'signature_missing',
  'signature_malformed',
  'signature_mismatch',
  'timestamp_stale',
  'timestamp_future',
  'token_mismatch',
  'certificate_url_refused',
  'certificate_untrusted',
  'certificate_expired',
  'certificate_unknown',
  'algorithm_unsupported',
  'simulator_refused',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface Authentic {
  readonly authentic: true;
  /** The signed time of the delivery, if the scheme signs one. It replaces an event time that cannot be parsed. */
  readonly signedAt?: Date;
  /** An id that may have only one body, because the signature protects the body weakly (PayPal's transmission id). */
  readonly deliveryRef?: string;
  /** The mode that the credentials show (PayPal's certificate), if the body does not say it. */
  readonly mode?: Mode;
}

export interface Refused {
  readonly authentic: false;
  readonly code: Refusal;
  /** For the operator: the part of the signed message that does not match. It never contains a secret or the body. */
  readonly reason: string;
}

export type Verdict = Authentic | Refused;

export const authentic = (facts: Omit<Authentic, 'authentic'> = {}): Authentic => ({
  authentic: true,
  ...facts,
});

export const refused = (code: Refusal, reason: string): Refused => ({ authentic: false, code, reason });

/** Refuses a delivery signed more than `toleranceSeconds` before or after now; in whole seconds, like the official libraries. */
export function judgeSignedTime(
  signedAt: Date,
  { now, toleranceSeconds: limit }: { readonly now: Date; readonly toleranceSeconds: number },
): Refused | undefined {
  const age = Math.floor(now.getTime() / 1000) - Math.floor(signedAt.getTime() / 1000);
  const allowed = `more than the ${limit} s allowed`;
  if (age > limit)
    return refused('timestamp_stale', `signed ${age} s ago, ${allowed}: it is a replay, or a clock is wrong`);
  if (-age > limit)
    return refused('timestamp_future', `signed ${-age} s in the future, ${allowed}: a clock is wrong`);
  return undefined;
}
