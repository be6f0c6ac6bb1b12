import { isRecord } from '@payspool/events';
import { bodyHmac, ordinaryProvider } from '../contract/index.ts';
import { CHARGE_TYPES } from './events/charge.ts';
import { RESOLUTIONS } from './events/dispute.ts';
import { handlers } from './events/index.ts';
import { REFUND_TYPES } from './events/refund.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription.ts';
import { IGNORED } from './ignored-types.ts';
import { occurredAt } from './occurred-at.ts';
import { personal } from './personal.ts';

/**
 * `x-paystack-signature`: lower-case hex HMAC-SHA512 over the raw body, with the secret API key (paystack.com/docs/payments/webhooks,
 * "Signature validation"). Neither a time nor an id is signed, so that the event key is the hash of the body.
 */
export const paystackScheme = bodyHmac('x-paystack-signature', 'hex', { algorithm: 'sha512' });

export const paystack = ordinaryProvider({
  slug: 'paystack',
  title: 'Paystack',
  personal,
  // `sk_live_…` and `sk_test_…` (paystack.com/docs/api/authentication).
  secrets: { prefix: 'sk_', isApiKey: true },
  scheme: paystackScheme,
  remedies: {
    signature_mismatch:
      'Compare PAYSTACK_WEBHOOK_SECRETS with the secret API key of the same mode: a test event is signed with sk_test_…, a live one with sk_live_…. Save the body byte for byte.',
  },
  envelope: {
    type: 'event',
    time: 'data',
    timeIs: occurredAt,
    mode: ({ data }) => {
      const domain = isRecord(data) ? data.domain : undefined;
      return domain === 'live' || domain === 'test' ? domain : undefined;
    },
  },
  handlers,
  ignored: IGNORED,
  // Any other status counts as a failure (paystack.com/docs/payments/webhooks, "Create a webhook URL").
  acceptedStatus: 200,
  statusWords: {
    payment: Object.fromEntries(CHARGE_TYPES),
    refund: Object.fromEntries(REFUND_TYPES),
    dispute: Object.fromEntries(RESOLUTIONS),
    subscription: Object.fromEntries(SUBSCRIPTION_STATUSES),
  },
});
