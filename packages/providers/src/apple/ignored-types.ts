import { ignoredTypes } from '../contract/index.ts';

/** Notification types that change no purchase (appstoreservernotifications/notificationtype). */
export const IGNORED = ignoredTypes({
  'a request for a refund, which REFUND or REFUND_DECLINED answers': 'CONSUMPTION_REQUEST',
  'a refund that was declined: nothing went back': 'REFUND_DECLINED',
  'the price of a later period, which its renewal states': 'PRICE_INCREASE PRICE_CHANGE',
  'the result of a request to extend many subscriptions: each has its own RENEWAL_EXTENDED':
    'RENEWAL_EXTENSION',
  'a purchase outside the App Store, which must be reported to Apple': 'EXTERNAL_PURCHASE_TOKEN',
  'the consent of a parent for the use of the app': 'RESCIND_CONSENT',
  'the description of a subscription of the Advanced Commerce API, which continues as it is':
    'METADATA_UPDATE MIGRATION',
  'a test notification': 'TEST',
});
