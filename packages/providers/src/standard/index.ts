import { defineProvider, headersOf } from '../contract/index.ts';
import { PAYMENT_STATES, handlers } from './payment.ts';
import { identify } from './identify.ts';
import { normalise } from './normalise.ts';
import { StandardSettings } from './settings.ts';
import { createStandardVerifier, hasSignature, STANDARD_V1 } from './verify.ts';
import { personal } from './personal.ts';

/** The generic payment envelope, and any sender of it that signs by the Standard Webhooks specification. */
export const standard = defineProvider({
  slug: 'standard',
  title: 'Standard Webhooks',
  personal,
  settings: StandardSettings,
  fileSettings: { verifying: ['webhooksSecrets'] },
  isConfigured: ({ webhooksSecrets }) => webhooksSecrets.length > 0,
  recognises: { headers: [{ ...headersOf(STANDARD_V1), haveForm: hasSignature }] },
  remedies: {
    signature_missing:
      'Save every header of the request as it arrived: a proxy may have removed one. Otherwise the sender does not sign by Standard Webhooks.',
    signature_malformed:
      'The sender does not sign by Standard Webhooks, or a proxy changed the headers. Compare them with what the sender sent.',
    signature_mismatch:
      'Compare STANDARD_WEBHOOKS_SECRETS with the secret, or the public key, of exactly this endpoint at the sender. Save the body byte for byte: a proxy, a framework or an editor may have changed it.',
  },
  route: 'account',
  mayNameMerchantRefLater: false,
  eventTypes: { handled: Object.keys(handlers), ignored: {} },
  statusWords: { payment: Object.fromEntries(PAYMENT_STATES) },
  keepHeaders: ['webhook-id', 'webhook-timestamp'],
  createVerifier: ({ settings, io }) => createStandardVerifier(settings, io),
  identify,
  normalise,
  endpoints:
    'Standard Webhooks is a specification without an API: register the URL at the sender, and ask the sender to send missed events again.',
});
