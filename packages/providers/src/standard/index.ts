import { defineProvider, STANDARD_HEADERS } from '../contract/index.ts';
import { PAYMENT_STATES, handlers } from './payment.ts';
import { identify } from './identify.ts';
import { normalise } from './normalise.ts';
import { StandardSettings } from './settings.ts';
import { createStandardVerifier, hasSignature } from './verify.ts';

/** The generic payment envelope, and any sender of it that signs by the Standard Webhooks specification. */
export const standard = defineProvider({
  slug: 'standard',
  title: 'Standard Webhooks',
  settings: StandardSettings,
  fileSettings: { verifying: ['webhooksSecrets'] },
  isConfigured: ({ webhooksSecrets }) => webhooksSecrets.length > 0,
  recognises: { headers: [{ names: STANDARD_HEADERS, haveForm: hasSignature }] },
  route: 'account',
  mayNameMerchantRefLater: false,
  eventTypes: { handled: Object.keys(handlers), ignored: {} },
  statusWords: { payment: Object.fromEntries(PAYMENT_STATES) },
  keepHeaders: ['webhook-id', 'webhook-timestamp'],
  createVerifier: ({ settings, io }) => createStandardVerifier(settings, io),
  identify,
  normalise,
});
