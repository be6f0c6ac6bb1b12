import type { Mode } from '../contract/delivery.ts';
import { refused, type Refused } from '../contract/verdict.ts';

/** Where PayPal says the signing certificate is, after the rule has been applied. */
export interface CertificateSource {
  readonly url: URL;
  readonly mode: Mode;
}

/** Hosts of the certificate URLs in every delivery of PayPal's that could be read; the exact host also tells sandbox from live. */
const HOSTS: ReadonlyMap<string, Mode> = new Map([
  ['api.paypal.com', 'live'],
  ['api.sandbox.paypal.com', 'test'],
]);

/** The whole URL, so that no user, port, dot segment, query or fragment has room in it. */
const CERTIFICATE_URL =
  /^https:\/\/(api(?:\.sandbox)?\.paypal\.com)\/v1\/notifications\/certs\/[A-Za-z0-9_-]{1,100}$/;

/**
 * The header names an address that this process may go to, so it is matched as a whole: https, one of two hosts, PayPal's path.
 * A looser rule would fetch what an attacker names and trust what is found there.
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
