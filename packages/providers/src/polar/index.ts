import { ordinaryProvider, standardWebhooksHmac } from '../contract/index.ts';
import { handlers } from './events/index.ts';
import { PAID_STATUSES } from './events/order.ts';
import { REFUND_TYPES } from './events/refund.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription.ts';
import { IGNORED } from './ignored-types.ts';
import { personal } from './personal.ts';

/**
 * Standard Webhooks, with a key of Polar's own: the bytes of the whole secret as text, `whsec_` included. Polar encodes the text in
 * base64 before it hands it to the library, which decodes it again (polarsource/polar server/polar/webhook/tasks.py).
 */
export const POLAR_SCHEME = standardWebhooksHmac((secret) => Buffer.from(secret, 'utf8'));

export const polar = ordinaryProvider({
  slug: 'polar',
  title: 'Polar',
  personal,
  // Polar makes secrets with `whsec_` (server/polar/webhook/service.py), before with `polar_whs_`. The API accepts any text.
  secrets: {
    made: /^(whsec_|polar_whs_)/,
    mistakes: [
      {
        // server/polar/oauth2/constants.py
        looks: /^polar_(oat|pat|at|rt|cs|ci)_/,
        words: "looks like an access token of Polar (polar_oat_…): the endpoint's secret belongs here",
      },
    ],
  },
  scheme: POLAR_SCHEME,
  // The body has no id. `webhook-id` is signed, and the same at every attempt and redelivery of an event.
  // Bodies do not state live or test: the sandbox has organizations and endpoints of its own, so the account's mode applies.
  envelope: { id: { header: 'webhook-id' }, type: 'type', time: 'timestamp', timeIs: 'iso-8601' },
  handlers,
  ignored: IGNORED,
  statusWords: {
    payment: Object.fromEntries([...PAID_STATUSES].map((status) => [status, 'payment.succeeded'])),
    refund: Object.fromEntries(REFUND_TYPES),
    subscription: Object.fromEntries(SUBSCRIPTION_STATUSES),
  },
  keepHeaders: ['webhook-id'],
});
