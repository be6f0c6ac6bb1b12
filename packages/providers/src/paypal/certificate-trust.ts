import type { X509Certificate } from 'node:crypto';
import { checkChain, commonName } from '../certificates/chain.ts';
import type { Mode } from '../contract/delivery.ts';
import { refused, type Refused } from '../contract/verdict.ts';

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

/** Subjects of PayPal's signing certificates, as read from the certificates. */
export const SUBJECTS: Readonly<Record<Mode, string>> = {
  live: 'messageverificationcerts.paypal.com',
  test: 'messageverificationcerts.sandbox.paypal.com',
};

/**
 * Which of PayPal's two signers a certificate is for; `undefined` if it is for neither. Common name and SAN must both have the
 * exact name, because a trusted authority issues certificates to anybody, and PayPal has many names.
 */
export function signerMode(certificate: X509Certificate): Mode | undefined {
  const modes: readonly Mode[] = ['live', 'test'];
  return modes.find(
    (mode) =>
      !certificate.ca && commonName(certificate) === SUBJECTS[mode] && names(certificate, SUBJECTS[mode]),
  );
}

const names = (certificate: X509Certificate, host: string): boolean =>
  certificate.checkHost(host, { subject: 'never', wildcards: false }) === host;
