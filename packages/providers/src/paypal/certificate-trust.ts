import type { X509Certificate } from 'node:crypto';
import type { Mode } from '../contract/delivery.ts';
import { refused, type Refused } from '../contract/verdict.ts';
import { checkChain } from './certificate-chain.ts';
import { signerMode, SUBJECTS } from './certificate-subject.ts';

export type Trust =
  | { readonly outcome: 'trusted'; readonly mode: Mode }
  | { readonly outcome: 'refused'; readonly refusal: Refused }
  /** Only PayPal can decide, by its verification API. */
  | { readonly outcome: 'unknown_issuer' };

/**
 * Whether a certificate is a signing certificate of PayPal: its chain leads to an anchor, every certificate in the chain was
 * valid at `at`, and its subject is the signer of one of `modes`.
 */
export function judgeCertificate(
  certificate: X509Certificate,
  {
    anchors,
    at,
    modes,
  }: {
    readonly anchors: readonly X509Certificate[];
    readonly at: Date;
    readonly modes: readonly Mode[];
  },
): Trust {
  const chain = checkChain(certificate, anchors, at);
  if (chain.outcome === 'unknown_issuer') return chain;
  if (chain.outcome === 'outside_validity') {
    return { outcome: 'refused', refusal: refused('certificate_expired', chain.reason) };
  }
  const mode = signerMode(certificate);
  if (mode && modes.includes(mode)) return { outcome: 'trusted', mode };
  const expected = modes.map((each) => SUBJECTS[each]).join(' or ');
  const reason = `the certificate is not PayPal's signing certificate: its subject is not ${expected}`;
  return { outcome: 'refused', refusal: refused('certificate_untrusted', reason) };
}
