import { defineProvider } from '../contract/index.ts';
import { identify } from './identify.ts';
import { normalise } from './normalise.ts';
import { settings } from './settings.ts';
import { simulator } from './simulator.ts';
import { createStripeVerifier } from './verify.ts';

export const stripe = defineProvider({
  slug: 'stripe',
  title: 'Stripe',
  settings,
  isConfigured: ({ webhookSecrets }) => webhookSecrets.length > 0,
  route: 'account',
  keepHeaders: ['stripe-signature'],
  createVerifier: createStripeVerifier,
  identify,
  normalise,
  simulator,
});
