import { defineProvider } from '../contract/provider.ts';
import { endpoints } from './api/endpoints.ts';
import { reads } from './api/index.ts';
import { DISPUTE_OUTCOMES } from './events/dispute.ts';
import { SUBSCRIPTION_WORDS } from './events/subscription.ts';
import { handlers } from './events/index.ts';
import { identify } from './identify.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';
import { limitation, settings } from './settings.ts';
import { SIGNATURE_HEADERS, statedTransmissionTime } from './transmission.ts';
import { createPaypalVerifier } from './verify.ts';
import { personal } from './personal.ts';

/** PayPal REST webhooks: orders, captures, refunds, sales, subscriptions and disputes. */
export const paypal = defineProvider({
  slug: 'paypal',
  title: 'PayPal',
  personal,
  settings,
  fileSettings: {
    verifying: ['webhookIds', 'trustAnchors', 'certificates'],
    // Ingest lets PayPal verify a delivery with them, and the worker reads from PayPal's API.
    reading: ['clientId', 'clientSecret'],
  },
  isConfigured: ({ webhookIds, allowSimulator }) => webhookIds.length > 0 || allowSimulator,
  limitation,
  recognises: { headers: [{ names: SIGNATURE_HEADERS, signedAt: statedTransmissionTime }] },
  remedies: {
    signature_mismatch:
      'If the reason does not name a change of the body, compare PAYPAL_WEBHOOK_IDS with the id of exactly this webhook, as PayPal lists it; sandbox and live have one each. Save the body byte for byte.',
    certificate_url_refused: 'The sender is not PayPal.',
    certificate_untrusted:
      'Set PAYPAL_CLIENT_ID and PAYPAL_CLIENT_SECRET, so that the API of PayPal decides about an issuer that is not known. PAYPAL_TRUST_ANCHORS adds certificates of your own.',
    certificate_expired:
      'The sender is not PayPal, or the certificate is not the one that signed: it was not valid at the signed time.',
    certificate_unknown: 'Give the signing certificate as PEM text.',
    simulator_refused: "To accept PayPal's simulator, set PAYPAL_ALLOW_SIMULATOR=true, in test mode.",
    timestamp_stale:
      'To examine a delivery that was saved earlier, give the time of its arrival with --at. A retry keeps the time of the first attempt, for PAYPAL_MAX_AGE_DAYS at most.',
  },
  route: 'account',
  downloadsCertificates: true,
  mayNameMerchantRefLater: true,
  // Not the signature: a stored delivery with its signature would be enough to forge another one (README, CRC-32).
  eventTypes: { handled: Object.keys(handlers), ignored: IGNORED },
  statusWords: { subscription: SUBSCRIPTION_WORDS, dispute: DISPUTE_OUTCOMES },
  keepHeaders: ['paypal-transmission-id', 'paypal-transmission-time', 'paypal-cert-url', 'paypal-auth-algo'],
  createVerifier: createPaypalVerifier,
  identify,
  normalise,
  reads,
  endpoints,
});

export { verifyWithCertificate } from './verify.ts';
