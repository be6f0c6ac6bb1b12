import type { X509Certificate } from 'node:crypto';
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

const issued = (issuer: X509Certificate, subject: X509Certificate): boolean =>
  issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);

function outsideValidity(certificate: X509Certificate, at: Date): string | undefined {
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
function commonName(certificate: X509Certificate): string | undefined {
  const names = certificate.subject.split('\n').filter((line) => line.startsWith('CN='));
  return names.length === 1 ? names[0]?.slice(3) : undefined;
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
