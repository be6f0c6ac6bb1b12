import { defineProvider } from '../contract/index.ts';
import { REFUND_TYPES } from './events/refund.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription.ts';
import { handlers } from './events/index.ts';
import { identify } from './identify.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';
import { settings } from './settings.ts';
import { createVerifier } from './verify.ts';

export const razorpay = defineProvider({
  slug: 'razorpay',
  title: 'Razorpay',
  settings,
  fileSettings: { verifying: ['webhookSecrets'] },
  isConfigured: ({ webhookSecrets }) => webhookSecrets.length > 0,
  route: 'account',
  mayNameMerchantRefLater: true,
  eventTypes: { handled: Object.keys(handlers), ignored: IGNORED },
  statusWords: {
    subscription: Object.fromEntries(SUBSCRIPTION_STATUSES),
    refund: Object.fromEntries(REFUND_TYPES),
  },
  keepHeaders: ['x-razorpay-event-id'],
  createVerifier,
  identify,
  normalise,
});
