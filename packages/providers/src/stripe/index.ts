import { defineProvider, headersOf } from '../contract/index.ts';
import { endpoints } from './api/endpoints.ts';
import { reads } from './api/reads.ts';
import { DISPUTE_TYPES } from './events/dispute.ts';
import { REFUND_TYPES } from './events/refund.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription-state.ts';
import { handlers } from './events/index.ts';
import { identify } from './identify.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';
import { limitation, settings } from './settings.ts';
import { createStripeVerifier, stripeScheme } from './verify.ts';
import { personal } from './personal.ts';

export const stripe = defineProvider({
  slug: 'stripe',
  title: 'Stripe',
  personal,
  settings,
  fileSettings: { verifying: ['webhookSecrets'], calling: ['apiKey'] },
  isConfigured: ({ webhookSecrets }) => webhookSecrets.length > 0,
  limitation,
  recognises: { headers: [headersOf(stripeScheme)] },
  route: 'account',
  mayNameMerchantRefLater: true,
  eventTypes: { handled: Object.keys(handlers), ignored: IGNORED },
  statusWords: { subscription: SUBSCRIPTION_STATUSES, refund: REFUND_TYPES, dispute: DISPUTE_TYPES },
  keepHeaders: ['stripe-signature'],
  createVerifier: createStripeVerifier,
  identify,
  normalise,
  reads,
  endpoints,
});
