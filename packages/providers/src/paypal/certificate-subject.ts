import type { X509Certificate } from 'node:crypto';
import type { Mode } from '../contract/delivery.ts';
import { commonName } from './certificate-chain.ts';

/** Subjects of the certificates that PayPal signs with, seen in the certificates themselves. */
export const SUBJECTS: Readonly<Record<Mode, string>> = {
  live: 'messageverificationcerts.paypal.com',
  test: 'messageverificationcerts.sandbox.paypal.com',
};

/**
 * Which of PayPal's two signers a certificate is for; `undefined` when it is for neither.
 * The exact name, in common name and SAN both: a trusted authority issues certificates to anybody, and PayPal has many names.
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
