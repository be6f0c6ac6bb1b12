import { ordinaryProvider, timestampedHmac } from '../contract/index.ts';
import { REFUND_TYPES } from './events/adjustment.ts';
import { handlers } from './events/index.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription.ts';
import { ATTEMPT_TYPES } from './events/transaction.ts';
import { IGNORED } from './ignored-types.ts';
import { personal } from './personal.ts';

/**
 * `Paddle-Signature: ts=<unix seconds>;h1=<hex>[;h1=…]`: HMAC-SHA256 over `"<ts>:<raw body>"`, with the whole secret as the key
 * (paddle-node-sdk src/notifications/helpers/webhooks-validator.ts). `ts` is the time of the attempt. Paddle's SDK accepts 5 s,
 * which a slow clock or network exceeds; 300 s are accepted here. Any `h1` may match, other items (`h2`) are skipped.
 */
export const PADDLE_SCHEME = timestampedHmac('paddle-signature', {
  timeName: 'ts',
  signatureName: 'h1',
  between: ';',
  joint: ':',
});

/** Paddle Billing. Paddle Classic has other webhooks. */
export const paddle = ordinaryProvider({
  slug: 'paddle',
  title: 'Paddle Billing',
  personal,
  secrets: {
    // `endpoint_secret_key` of a notification setting (developer.paddle.com/api-reference/notification-settings).
    prefix: 'pdl_ntfset_',
    mistakes: [
      {
        looks: /^pdl_(live|sdbx)_apikey_/,
        words:
          "looks like an API key (pdl_…_apikey_…): the notification destination's secret key (pdl_ntfset_…) belongs here",
      },
      {
        looks: /^ntfset_[a-z0-9]+$/,
        words:
          'looks like the id of a notification destination (ntfset_…); use its secret key (pdl_ntfset_…)',
      },
    ],
  },
  scheme: PADDLE_SCHEME,
  // Bodies do not state live or test: a sandbox is an account of its own with its own secrets, so the account's mode applies.
  envelope: { id: 'event_id', type: 'event_type', time: 'occurred_at', timeIs: 'iso-8601' },
  handlers,
  ignored: IGNORED,
  // "Respond with an HTTP 200 status code" (developer.paddle.com/webhooks/respond-to-webhooks); other 2xx are not mentioned.
  // The first payment of a subscription may come before the subscription, which has the merchant's id.
  mayNameMerchantRefLater: true,
  acceptedStatus: 200,
  statusWords: {
    payment: {
      paid: 'payment.succeeded',
      completed: 'payment.succeeded',
      ...Object.fromEntries(ATTEMPT_TYPES),
    },
    refund: Object.fromEntries(REFUND_TYPES),
    subscription: Object.fromEntries(SUBSCRIPTION_STATUSES),
  },
});
