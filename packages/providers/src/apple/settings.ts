import { z } from 'zod';
import { certificates } from '../certificates/read-pem.ts';
import { wholeNumber, wordList } from '../contract/settings-fields.ts';

/** Letters, digits, dashes and dots (CFBundleIdentifier in Apple's documentation of Info.plist). */
const BUNDLE_ID = /^[A-Za-z0-9.-]{1,155}$/;

export const settings = z.object({
  bundleIds: wordList(
    'Bundle ids of your apps, as App Store Connect shows them. A notification for another app is refused: Apple signs notifications for every developer with the same certificate.',
  ).refine(
    (ids) => ids.every((id) => BUNDLE_ID.test(id)),
    'a bundle id has letters, digits, dashes and dots only, at most 155',
  ),
  maxAgeDays: wholeNumber(
    'Maximum age of a signed notification in days. A retry keeps the time of the first attempt, and the last one follows it by 7 days. A notification from the history of the App Store Server API may be 180 days old.',
    { min: 1, max: 180 },
  ).default(8),
  trustAnchors: certificates(
    'PEM text of CA certificates to trust in addition to Apple Root CA - G3, which is included.',
    { authority: true },
  ),
});

export type AppleSettings = z.output<typeof settings>;
