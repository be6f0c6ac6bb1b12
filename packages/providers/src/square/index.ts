import { bodyHmac, headersOf, ordinaryProvider } from '../contract/index.ts';
import { DISPUTE_TYPES } from './events/dispute.ts';
import { handlers } from './events/index.ts';
import { PAYMENT_TYPES } from './events/payment.ts';
import { REFUND_TYPES } from './events/refund.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription.ts';
import { IGNORED } from './ignored-types.ts';
import { merchantOf } from './merchant.ts';
import { occurredAt } from './occurred-at.ts';
import { settings } from './settings.ts';
import { personal } from './personal.ts';

/**
 * `x-square-hmacsha256-signature`: base64 HMAC-SHA256 over the notification URL, exactly as it is registered, followed by the raw
 * body (square-nodejs-sdk src/wrapper/WebhooksHelper.ts). No time is signed.
 */
export const squareScheme = (notificationUrl = '') =>
  bodyHmac('x-square-hmacsha256-signature', 'base64', {
    before: notificationUrl,
    beforeIs: 'the notification URL',
  });

export const square = ordinaryProvider({
  slug: 'square',
  title: 'Square',
  personal,
  settings,
  verifyingSettings: ['notificationUrl'],
  scheme: ({ notificationUrl }) => squareScheme(notificationUrl),
  recognises: { headers: [headersOf(squareScheme())] },
  remedies: {
    signature_mismatch:
      'Compare SQUARE_NOTIFICATION_URL with the notification URL of the webhook subscription, to the letter, and SQUARE_WEBHOOK_SECRETS with its signature key; sandbox and production have one each. Save the body byte for byte.',
  },
  // Bodies do not state live or test, and the header `square-environment` is not signed: the account's mode applies.
  envelope: {
    id: 'event_id',
    type: 'type',
    time: 'created_at',
    timeIs: occurredAt,
    merchant: ({ merchant_id }, configured) => merchantOf(merchant_id, configured),
  },
  handlers,
  ignored: IGNORED,
  statusWords: {
    payment: Object.fromEntries(PAYMENT_TYPES),
    refund: Object.fromEntries(REFUND_TYPES),
    dispute: Object.fromEntries(DISPUTE_TYPES),
    subscription: Object.fromEntries(SUBSCRIPTION_STATUSES),
  },
  keepHeaders: ['square-environment'],
});
