import { ordinaryProvider, standardWebhooksHmac } from '../contract/index.ts';
import { keyProblem, sharedKey } from '../standard/settings.ts';
import { handlers } from './events/index.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription.ts';
import { IGNORED } from './ignored-types.ts';
import { personal } from './personal.ts';

/** Standard Webhooks, as specified; the SDK verifies with `standardwebhooks` (dodopayments src/resources/webhooks/webhooks.ts). */
export const DODO_SCHEME = standardWebhooksHmac(sharedKey);

export const dodo = ordinaryProvider({
  slug: 'dodo',
  title: 'Dodo Payments',
  personal,
  // `whsec_` and base64, from the details page of the endpoint (docs: developer-resources/webhooks).
  secrets: { prefix: 'whsec_', problem: keyProblem, made: /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/ },
  scheme: DODO_SCHEME,
  // `webhook-id` is signed, and the same at every attempt. The body cannot be the key: it has no id, and a later attempt has the latest data.
  // Bodies do not state live or test, so the account's mode applies.
  envelope: { id: { header: 'webhook-id' }, type: 'type', time: 'timestamp', timeIs: 'iso-8601' },
  handlers,
  ignored: IGNORED,
  mayNameMerchantRefLater: true,
  statusWords: { subscription: Object.fromEntries(SUBSCRIPTION_STATUSES) },
  keepHeaders: ['webhook-id', 'webhook-timestamp'],
});
