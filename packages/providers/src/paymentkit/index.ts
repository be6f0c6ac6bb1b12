import { defineProvider } from '../contract/index.ts';
import { identify } from './identify.ts';
import { normalise } from './normalise.ts';
import { settings } from './settings.ts';
import { simulator } from './simulator.ts';
import { createVerifier } from './verify.ts';

export const paymentkit = defineProvider({
  slug: 'paymentkit',
  title: 'PaymentKit',
  settings,
  isConfigured: ({ webhookSecrets, appPublicKeys }) => webhookSecrets.length + appPublicKeys.length > 0,
  route: 'account',
  keepHeaders: ['x-component-did'],
  createVerifier,
  identify,
  normalise,
  simulator,
});
