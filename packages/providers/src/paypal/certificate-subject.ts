import type { X509Certificate } from 'node:crypto';
import type { Mode } from '../contract/delivery.ts';
import { commonName } from './certificate-chain.ts';

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
