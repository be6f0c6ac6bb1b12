import { defineProvider } from '../contract/provider.ts';
import { handlers } from './events/index.ts';
import { SUBSCRIPTION_WORDS } from './events/subscription.ts';
import { identify } from './identify.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';
import { settings } from './settings.ts';
import { createAppleVerifier } from './verify.ts';

/** App Store Server Notifications V2: subscriptions and products that are bought once in an app. */
export const apple = defineProvider({
  slug: 'apple',
  title: 'Apple App Store',
  settings,
  fileSettings: { verifying: ['bundleIds', 'trustAnchors'] },
  isConfigured: ({ bundleIds }) => bundleIds.length > 0,
  route: 'account',
  mayNameMerchantRefLater: false,
  eventTypes: { handled: Object.keys(handlers), ignored: IGNORED },
  statusWords: { subscription: SUBSCRIPTION_WORDS },
  keepHeaders: [],
  createVerifier: createAppleVerifier,
  identify,
  normalise,
});
