import { defineProvider } from '../contract/provider.ts';
import { handlers } from './events.ts';
import { identify } from './identify.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';
import { settings } from './settings.ts';
import { createAdyenVerifier } from './verify.ts';

/** Adyen's standard webhook: payments, captures, refunds and disputes. */
export const adyen = defineProvider({
  slug: 'adyen',
  title: 'Adyen',
  settings,
  fileSettings: { verifying: ['webhookSecrets', 'basicAuth'] },
  isConfigured: ({ webhookSecrets }) => webhookSecrets.length > 0,
  route: 'account',
  mayNameMerchantRefLater: true,
  eventTypes: { handled: Object.keys(handlers), ignored: IGNORED },
  statusWords: {},
  keepHeaders: [],
  // Endpoints of before 2024 need this text; newer ones need any 2xx.
  reply: { contentType: 'text/plain', body: '[accepted]' },
  createVerifier: createAdyenVerifier,
  identify,
  normalise,
});
