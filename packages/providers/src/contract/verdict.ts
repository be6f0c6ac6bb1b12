import type { Mode } from './delivery.ts';

/** Why a delivery is not authentic. Stable: they appear in metrics, logs and `payspool verify --json`. */
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
  /** The signed time of transmission, where the scheme signs one. Stands in for an event time that does not parse. */
  readonly signedAt?: Date;
  /** An id that may stand for one body only, because the signature binds it loosely (PayPal's transmission id). */
  readonly transmissionRef?: string;
  /** Mode as the credentials show it (PayPal's certificate), where the body does not say. */
  readonly mode?: Mode;
}

export interface Refused {
  readonly authentic: false;
  readonly code: Refusal;
  /** In plain words, for the operator: what of the signed message cannot match. Never holds a secret or the body. */
  readonly reason: string;
}

export type Verdict = Authentic | Refused;

export const authentic = (facts: Omit<Authentic, 'authentic'> = {}): Authentic => ({
  authentic: true,
  ...facts,
});

export const refused = (code: Refusal, reason: string): Refused => ({ authentic: false, code, reason });
