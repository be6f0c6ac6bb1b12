import { defineProvider } from '../contract/provider.ts';
import { handlers } from './events.ts';
import { identify } from './identify.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';
import { settings } from './settings.ts';
import { createAdyenVerifier } from './verify.ts';
import { peekItems } from './item.ts';
import { personal } from './personal.ts';

/** Adyen's standard webhook: payments, captures, refunds and disputes. */
export const adyen = defineProvider({
  slug: 'adyen',
  title: 'Adyen',
  personal,
  settings,
  fileSettings: { verifying: ['webhookSecrets', 'basicAuth'] },
  isConfigured: ({ webhookSecrets }) => webhookSecrets.length > 0,
  // A signature is in each item. The header `authorization` is not Adyen's alone.
  recognises: {
    headers: [],
    body: {
      has: 'a list `notificationItems` of `NotificationRequestItem`',
      isIn: (body) => peekItems(body) !== undefined,
    },
  },
  remedies: {
    signature_missing:
      'Generate an HMAC key in the webhook form: Adyen signs nothing without one. If ADYEN_BASIC_AUTH is set, save the header authorization too.',
    signature_malformed: 'The sender is not Adyen, or the body was changed on the way.',
    signature_mismatch:
      'Compare ADYEN_WEBHOOK_SECRETS with the HMAC key of exactly this webhook. Test and live have one each, and Adyen signs with the old key for some time after a change.',
    token_mismatch: 'Compare ADYEN_BASIC_AUTH with the user name and the password in the webhook form.',
  },
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
