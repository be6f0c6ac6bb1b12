import { bodyHmac, ordinaryProvider } from '../contract/index.ts';
import { endpoints } from './api/endpoints.ts';
import { reads } from './api/reads.ts';
import { handlers } from './events/index.ts';
import { REFUND_TYPES } from './events/refund.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription.ts';
import { IGNORED } from './ignored-types.ts';
import { merchantOf } from './merchant.ts';
import { occurredAt } from './occurred-at.ts';
import { limitation, settings } from './settings.ts';
import { personal } from './personal.ts';

/**
 * `X-Razorpay-Signature`: lower-case hex HMAC-SHA256 over the raw body alone (razorpay-node lib/utils/razorpay-utils.js).
 * No timestamp is signed, so a replay can be recognised only by its content: the event key is the body's hash.
 */
export const razorpayScheme = bodyHmac('x-razorpay-signature', 'hex');

export const razorpay = ordinaryProvider({
  slug: 'razorpay',
  title: 'Razorpay',
  personal,
  settings,
  callingSettings: ['keyId', 'keySecret'],
  limitation,
  scheme: razorpayScheme,
  // The body has no id, and the signature does not protect `x-razorpay-event-id`, so only the signed bytes identify an event.
  // Razorpay's bodies do not state live or test, so the account's mode applies.
  envelope: {
    type: 'event',
    time: 'created_at',
    timeIs: occurredAt,
    merchant: ({ account_id }, configured) => merchantOf(account_id, configured),
  },
  handlers,
  ignored: IGNORED,
  mayNameMerchantRefLater: true,
  statusWords: {
    subscription: Object.fromEntries(SUBSCRIPTION_STATUSES),
    refund: Object.fromEntries(REFUND_TYPES),
  },
  keepHeaders: ['x-razorpay-event-id'],
  reads,
  endpoints,
});
