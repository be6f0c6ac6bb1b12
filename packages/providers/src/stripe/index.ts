import { defineProvider } from '../contract/index.ts';
import { HANDLED, IGNORED } from './event-types.ts';
import { DISPUTE_TYPES } from './events/dispute-fact.ts';
import { REFUND_TYPES } from './events/refund-fact.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription-state.ts';
import { identify } from './identify.ts';
import { normalise } from './normalise.ts';
import { settings } from './settings.ts';
import { createStripeVerifier } from './verify.ts';

export const stripe = defineProvider({
  slug: 'stripe',
  title: 'Stripe',
  settings,
  fileSettings: { verifying: ['webhookSecrets'] },
  isConfigured: ({ webhookSecrets }) => webhookSecrets.length > 0,
  route: 'account',
  mayNameMerchantRefLater: true,
  eventTypes: { handled: HANDLED, ignored: IGNORED },
  statusWords: { subscription: SUBSCRIPTION_STATUSES, refund: REFUND_TYPES, dispute: DISPUTE_TYPES },
  keepHeaders: ['stripe-signature'],
  createVerifier: createStripeVerifier,
  identify,
  normalise,
});
