import { bodyHmac, defineProvider, headersOf, webhookSecretsVerifier } from '../contract/index.ts';
import { confirm } from './confirm.ts';
import { handlers } from './events/index.ts';
import { SUBSCRIPTION_STATUSES } from './events/subscription.ts';
import { IGNORED } from './ignored-types.ts';
import { identify, normalise } from './normalise.ts';
import { limitation, settings } from './settings.ts';
import { personal } from './personal.ts';

/**
 * `Webhook-Signature`: hex HMAC-SHA256 over the raw body with the endpoint's secret (gocardless-nodejs src/webhooks.ts). No time is
 * signed.
 */
export const gocardlessScheme = bodyHmac('webhook-signature', 'hex');

/**
 * GoCardless. Its events are signed and state what happened to a payment, and never its amount. The amount is asked of its API for each
 * signed event that needs one.
 */
export const gocardless = defineProvider({
  slug: 'gocardless',
  title: 'GoCardless',
  personal,
  settings,
  fileSettings: { verifying: ['webhookSecrets'], reading: ['accessToken'] },
  isConfigured: ({ webhookSecrets }) => webhookSecrets.length > 0,
  limitation,
  recognises: { headers: [headersOf(gocardlessScheme)] },
  route: 'account',
  mayNameMerchantRefLater: true,
  eventTypes: { handled: Object.keys(handlers), ignored: IGNORED },
  statusWords: {
    payment: {
      pending_customer_approval: 'pending',
      pending_submission: 'pending',
      submitted: 'pending',
      confirmed: 'succeeded',
      paid_out: 'succeeded',
      failed: 'failed',
      customer_approval_denied: 'failed',
      cancelled: 'canceled',
    },
    subscription: SUBSCRIPTION_STATUSES,
  },
  keepHeaders: [],
  createVerifier: webhookSecretsVerifier(gocardlessScheme),
  identify,
  normalise,
  // One answer may need two requests. GoCardless's limit is not confirmed; 1000 per minute is reported.
  apiRate: { burst: 100, perSecond: 8 },
  confirm,
});
