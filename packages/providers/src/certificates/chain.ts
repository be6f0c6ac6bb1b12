import type { X509Certificate } from 'node:crypto';

export type ChainFinding =
  | { readonly outcome: 'trusted' }
  /** A certificate of the chain was not valid at that time. */
  | { readonly outcome: 'outside_validity'; readonly reason: string }
  /** The issuer of this certificate is not known. */
  | { readonly outcome: 'unknown_issuer' };

/** Longer than the chains of public authorities. */
const MAX_LENGTH = 6;

/**
 * Follows the chain from a leaf to an anchor. `X509Certificate.verify` and `checkIssued` check one link only, not a chain.
 * Issuers come only from the anchors, never from a delivery or a download. An anchor that is not self-signed ends the chain only
 * if its own issuer is not known; otherwise the issuer is checked too. Every certificate must be valid at `at`.
 */
export function checkChain(
  leaf: X509Certificate,
  anchors: readonly X509Certificate[],
  at: Date,
): ChainFinding {
  let current = leaf;
  let reachedAnchor = false;
  for (let length = 1; length <= MAX_LENGTH; length += 1) {
    const invalid = outsideValidity(current, at);
    if (invalid) return { outcome: 'outside_validity', reason: invalid };
    const isRoot = reachedAnchor && issued(current, current);
    const issuer = isRoot ? undefined : anchors.find((anchor) => issued(anchor, current));
    if (!issuer) return reachedAnchor ? { outcome: 'trusted' } : { outcome: 'unknown_issuer' };
    current = issuer;
    reachedAnchor = true;
  }
  return { outcome: 'unknown_issuer' };
}

/** The end of a certificate's validity, if it has passed. */
export const expiredBy = (certificate: X509Certificate, at: Date): Date | undefined => {
  const end = new Date(certificate.validTo);
  return end.getTime() < at.getTime() ? end : undefined;
};

/** Whether one certificate is of an authority and signed the other. The validity of neither is checked. */
export const issued = (issuer: X509Certificate, subject: X509Certificate): boolean =>
  issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);

/** Why a certificate was not valid at a time; `undefined` if it was. */
export function outsideValidity(certificate: X509Certificate, at: Date): string | undefined {
  const end = expiredBy(certificate, at);
  const name = commonName(certificate) ?? 'without a name';
  if (end) return `the certificate ${name} had expired by then: valid until ${end.toISOString()}`;
  // Written so that an invalid date leads to a refusal.
  const begun =
    new Date(certificate.validFrom).getTime() <= at.getTime() &&
    !Number.isNaN(Date.parse(certificate.validTo));
  return begun ? undefined : `the certificate ${name} was not valid yet: valid from ${certificate.validFrom}`;
}

/** The one common name of a certificate's subject; `undefined` if there is none or more than one. */
export function commonName(certificate: X509Certificate): string | undefined {
  const names = certificate.subject.split('\n').filter((line) => line.startsWith('CN='));
  return names.length === 1 ? names[0]?.slice(3) : undefined;
}
