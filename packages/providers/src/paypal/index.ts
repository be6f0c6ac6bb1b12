import { defineProvider } from '../contract/provider.ts';
import { DISPUTE_OUTCOMES } from './events/dispute.ts';
import { SUBSCRIPTION_WORDS } from './events/subscription.ts';
import { handlers } from './events/index.ts';
import { identify } from './identify.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';
import { settings } from './settings.ts';
import { createPaypalVerifier } from './verify.ts';

/** PayPal REST webhooks: orders, captures, refunds, sales, subscriptions and disputes. */
export const paypal = defineProvider({
  slug: 'paypal',
  title: 'PayPal',
  settings,
  fileSettings: {
    verifying: ['webhookIds', 'clientId', 'clientSecret', 'trustAnchors', 'certificates'],
  },
  isConfigured: ({ webhookIds, allowSimulator }) => webhookIds.length > 0 || allowSimulator,
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
});

export { verifyWithCertificate } from './verify.ts';
