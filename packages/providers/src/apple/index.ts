import { defineProvider } from '../contract/provider.ts';
import { handlers } from './events/index.ts';
import { SUBSCRIPTION_WORDS } from './events/subscription.ts';
import { identify } from './identify.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';
import { signedPayloadIn } from './notification.ts';
import { settings } from './settings.ts';
import { createAppleVerifier } from './verify.ts';
import { personal } from './personal.ts';

/** App Store Server Notifications V2: subscriptions and products that are bought once in an app. */
export const apple = defineProvider({
  slug: 'apple',
  title: 'Apple App Store',
  personal,
  settings,
  fileSettings: { verifying: ['bundleIds', 'trustAnchors'] },
  isConfigured: ({ bundleIds }) => bundleIds.length > 0,
  recognises: {
    headers: [],
    body: { has: 'a field `signedPayload`', isIn: (body) => signedPayloadIn(body) !== undefined },
  },
  remedies: {
    signature_missing:
      'Select version 2 of the notifications in App Store Connect: version 1 is not signed. A notification of Xcode is not signed either.',
    signature_malformed: 'The sender is not Apple, or the body was changed on the way.',
    signature_mismatch:
      'Compare APPLE_BUNDLE_IDS with the bundle id of the app in App Store Connect, and save the body byte for byte.',
    certificate_untrusted:
      'The sender is not Apple. To accept the notifications of a test with a chain of its own, give its root in APPLE_TRUST_ANCHORS.',
    certificate_expired: 'The sender is not Apple, or its time of signing is not that of the notification.',
    simulator_refused: 'Use a sandbox tester: Apple signs the notifications of the sandbox.',
    timestamp_stale:
      'To examine a notification that was saved earlier, give the time of its arrival with --at. For one from the history of the App Store Server API, raise APPLE_MAX_AGE_DAYS.',
  },
  route: 'account',
  mayNameMerchantRefLater: false,
  eventTypes: { handled: Object.keys(handlers), ignored: IGNORED },
  statusWords: { subscription: SUBSCRIPTION_WORDS },
  keepHeaders: [],
  createVerifier: createAppleVerifier,
  identify,
  normalise,
});
