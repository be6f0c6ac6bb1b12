import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The authority that issued every known PayPal signing certificate, with its root. PayPal serves only the leaf, so the
 * intermediate must be here. The last known certificate of it expired in March 2026; add others with `PAYPAL_TRUST_ANCHORS`.
 */
export const SHIPPED_ANCHORS: readonly X509Certificate[] = [
  'DigiCertSHA2ExtendedValidationServerCA.pem',
  'DigiCertHighAssuranceEVRootCA.pem',
].map((name) => new X509Certificate(readFileSync(new URL(`./certs/${name}`, import.meta.url))));
