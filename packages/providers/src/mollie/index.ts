import { defineProvider, headersOf } from '../contract/index.ts';
import { confirm } from './confirm.ts';
import { handled, ignored } from './events/index.ts';
import { identify, isForm, targetOf } from './hint.ts';
import { normalise } from './normalise.ts';
import { isConfigured, MollieSettings } from './settings.ts';
import { PAYMENT_TYPES, REFUND_TYPES, SUBSCRIPTION_STATUSES } from './statuses.ts';
import { createMollieVerifier, MOLLIE_SCHEME } from './verify.ts';
import { personal } from './personal.ts';

/** The last word of each canonical type: `succeeded` of `payment.succeeded`. */
const words = (types: ReadonlyMap<string, string>): Readonly<Record<string, string>> =>
  Object.fromEntries([...types].map(([status, type]) => [status, type.slice(type.indexOf('.') + 1)]));

/**
 * Mollie's classic webhooks, which are unsigned hints that its API confirms, and its next-gen webhooks, which are signed events. An
 * account may use both: a payment that both announce is counted once.
 */
export const mollie = defineProvider({
  slug: 'mollie',
  title: 'Mollie',
  personal,
  settings: MollieSettings,
  fileSettings: { verifying: ['webhookSecrets'], reading: ['pathToken', 'apiKey'] },
  isConfigured,
  recognises: {
    headers: [headersOf(MOLLIE_SCHEME)],
    body: {
      has: 'the form of a classic webhook, `id=tr_…`',
      isIn: (body) => isForm(body) && targetOf(body) !== undefined,
    },
  },
  remedies: {
    signature_missing:
      'Only a classic webhook, the form `id=…`, comes without a signature. Save every header of the request as it arrived.',
    signature_mismatch:
      'Compare MOLLIE_WEBHOOK_SECRETS with the signing secret of exactly this next-gen webhook, and save the body byte for byte.',
  },
  route: 'token',
  // A payment of the Orders API does not contain the number of its order.
  mayNameMerchantRefLater: true,
  eventTypes: { handled, ignored },
  statusWords: {
    payment: words(PAYMENT_TYPES),
    refund: words(REFUND_TYPES),
    subscription: words(SUBSCRIPTION_STATUSES),
  },
  keepHeaders: [],
  // "it is recommended to return a 200 OK response even if the ID is not known to your system" (docs.mollie.com/reference/webhooks).
  acceptedStatus: 200,
  createVerifier: createMollieVerifier,
  identify,
  normalise,
  confirm,
});
