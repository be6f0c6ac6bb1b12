import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The authority that has issued every PayPal signing certificate seen so far, with its root. PayPal serves the leaf alone, so the
 * intermediate must be here. The last certificate known under it expired in March 2026: others come by `PAYPAL_TRUST_ANCHORS`.
 */
export const SHIPPED_ANCHORS: readonly X509Certificate[] = [
  'DigiCertSHA2ExtendedValidationServerCA.pem',
  'DigiCertHighAssuranceEVRootCA.pem',
].map((name) => new X509Certificate(readFileSync(new URL(`./certs/${name}`, import.meta.url))));
