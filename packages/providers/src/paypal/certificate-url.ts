import type { Mode } from '../contract/delivery.ts';
import { refused, type Refused } from '../contract/verdict.ts';

/** The address of the signing certificate in the delivery, after the check. */
export interface CertificateSource {
  readonly url: URL;
  readonly mode: Mode;
}

/** Hosts of the certificate URLs in all known deliveries of PayPal. The exact host also distinguishes sandbox and live. */
const HOSTS: ReadonlyMap<string, Mode> = new Map([
  ['api.paypal.com', 'live'],
  ['api.sandbox.paypal.com', 'test'],
]);

/** The whole URL, without a user, port, dot segment, query or fragment. */
const CERTIFICATE_URL =
  /^https:\/\/(api(?:\.sandbox)?\.paypal\.com)\/v1\/notifications\/certs\/[A-Za-z0-9_-]{1,100}$/;

/**
 * This process may download from the address in the header, so the whole URL must match: https, one of two hosts, PayPal's path.
 * With a weaker rule it would download and trust a certificate from an attacker's address.
 */
export function readCertificateUrl(text: string | undefined): CertificateSource | Refused {
  if (!text) return refused('signature_missing', 'the header paypal-cert-url is missing');
  const mode = HOSTS.get(CERTIFICATE_URL.exec(text)?.[1] ?? '');
  if (!mode) {
    const rule =
      'https://api.paypal.com or https://api.sandbox.paypal.com, path /v1/notifications/certs/<id>, nothing else';
    return refused(
      'certificate_url_refused',
      `paypal-cert-url is not at PayPal's address for certificates (${rule})`,
    );
  }
  return { url: new URL(text), mode };
}
