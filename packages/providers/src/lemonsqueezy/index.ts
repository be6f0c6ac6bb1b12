import { isRecord } from '@payspool/events';
import { bodyHmac, ignoredTypes, type Mode, ordinaryProvider } from '../contract/index.ts';
import { handlers } from './events/index.ts';
import { PAYMENT_TYPES } from './events/payment-types.ts';
import { STATUSES } from './events/subscription.ts';
import { occurredAt } from './occurred-at.ts';
import { settings } from './settings.ts';
import { personal } from './personal.ts';

/**
 * `X-Signature`: lower-case hex HMAC-SHA256 over the raw body alone (docs.lemonsqueezy.com/help/webhooks/signing-requests). No time is
 * signed, so a replay can be recognised only by its content.
 */
export const lemonSqueezyScheme = bodyHmac('x-signature', 'hex');

export const lemonsqueezy = ordinaryProvider({
  slug: 'lemonsqueezy',
  title: 'Lemon Squeezy',
  personal,
  settings,
  scheme: lemonSqueezyScheme,
  // Nothing is known to name an event, so the event key is the hash of the body. `X-Event-Name` is not signed; the same name is in the body.
  envelope: {
    type: 'meta.event_name',
    time: 'data.attributes.updated_at',
    timeIs: occurredAt,
    mode: modeOf,
  },
  handlers,
  ignored: ignoredTypes({
    'the state of a license key, not of a payment': 'license_key_created license_key_updated',
    'an affiliate is not a customer': 'affiliate_activated',
    'the change of the plan comes as subscription_updated': 'subscription_plan_changed',
  }),
  statusWords: {
    payment: Object.fromEntries(PAYMENT_TYPES),
    subscription: Object.fromEntries(STATUSES),
  },
  // "Return a 200 response … If the response status is anything else, the webhook will be retried up to three more times"
  // (docs.lemonsqueezy.com/help/webhooks/webhook-requests).
  acceptedStatus: 200,
});

/** `meta.test_mode`, otherwise that of the resource. */
function modeOf({ meta, data }: Readonly<Record<string, unknown>>): Mode | undefined {
  const attributes = isRecord(data) ? data['attributes'] : undefined;
  const isTest = [meta, attributes].map((one) => (isRecord(one) ? one['test_mode'] : undefined));
  const stated = isTest.find((value) => typeof value === 'boolean');
  return stated === undefined ? undefined : stated ? 'test' : 'live';
}
