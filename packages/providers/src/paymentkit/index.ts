import { defineProvider, headersOf } from '../contract/index.ts';
import { endpoints } from './api/endpoints.ts';
import { reads } from './api/reads.ts';
import { COMPONENT_HEADERS, statedComponentTime } from './component-signature.ts';
import { REFUND_TYPES } from './events/refund.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription.ts';
import { handlers } from './events/index.ts';
import { identify } from './identify.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';
import { settings } from './settings.ts';
import { createVerifier, endpointScheme } from './verify.ts';
import { personal } from './personal.ts';

export const paymentkit = defineProvider({
  slug: 'paymentkit',
  title: 'PaymentKit',
  personal,
  settings,
  fileSettings: {
    verifying: ['webhookSecrets', 'appPublicKeys'],
    reading: ['currencies'],
    calling: ['accessKey'],
  },
  isConfigured: ({ webhookSecrets, appPublicKeys }) => webhookSecrets.length + appPublicKeys.length > 0,
  recognises: {
    headers: [headersOf(endpointScheme), { names: COMPONENT_HEADERS, signedAt: statedComponentTime }],
  },
  remedies: {
    signature_missing:
      'X-Webhook-Signature is verified with PAYMENTKIT_WEBHOOK_SECRETS, x-component-sig with PAYMENTKIT_APP_PUBLIC_KEYS. Save every header of the request as it arrived.',
    signature_mismatch:
      'Compare PAYMENTKIT_WEBHOOK_SECRETS with the secret of this endpoint (X-Webhook-Signature), or PAYMENTKIT_APP_PUBLIC_KEYS with the public key of the application and --path with the path to which it was posted (x-component-sig). Save the body byte for byte.',
  },
  route: 'account',
  mayNameMerchantRefLater: true,
  eventTypes: { handled: Object.keys(handlers), ignored: IGNORED },
  statusWords: {
    subscription: Object.fromEntries(SUBSCRIPTION_STATUSES),
    refund: Object.fromEntries(REFUND_TYPES),
  },
  keepHeaders: ['x-component-did'],
  createVerifier,
  identify,
  normalise,
  reads,
  endpoints,
});
