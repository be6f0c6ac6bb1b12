import type { X509Certificate } from 'node:crypto';

export type ChainFinding =
  | { readonly outcome: 'trusted' }
  /** A certificate of the chain was not valid at that moment. */
  | { readonly outcome: 'outside_validity'; readonly reason: string }
  /** No certificate that we hold issued this one. */
  | { readonly outcome: 'unknown_issuer' };

/** Longer than any chain of a public authority. */
const MAX_LENGTH = 6;

/**
 * Follows the chain from a leaf to an anchor. By hand, because `X509Certificate.verify` and `checkIssued` judge one link, not a chain.
 * Issuers come from the anchors alone, never from a delivery or a download. An anchor that is not self-signed ends the chain
 * only where its own issuer is not held; where it is, that one counts too. Every certificate must be valid at `at`.
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

/** The end of a certificate's validity, where it has passed. */
export const expiredBy = (certificate: X509Certificate, at: Date): Date | undefined => {
  const end = new Date(certificate.validTo);
  return end.getTime() < at.getTime() ? end : undefined;
};

const issued = (issuer: X509Certificate, subject: X509Certificate): boolean =>
  issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);

function outsideValidity(certificate: X509Certificate, at: Date): string | undefined {
  const end = expiredBy(certificate, at);
  const name = commonName(certificate) ?? 'without a name';
  if (end) return `the certificate ${name} had expired by then: valid until ${end.toISOString()}`;
  // Written so that an unreadable date refuses.
  const begun =
    new Date(certificate.validFrom).getTime() <= at.getTime() &&
    !Number.isNaN(Date.parse(certificate.validTo));
  return begun ? undefined : `the certificate ${name} was not valid yet: valid from ${certificate.validFrom}`;
}

/** The one common name of a certificate's subject; `undefined` where there is none or more than one. */
export function commonName(certificate: X509Certificate): string | undefined {
  const names = certificate.subject.split('\n').filter((line) => line.startsWith('CN='));
  return names.length === 1 ? names[0]?.slice(3) : undefined;
}
