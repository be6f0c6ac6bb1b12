import { bodyHmac, NOT_WHSEC, ordinaryProvider, type SecretRule } from '../contract/index.ts';
import { handlers, STATUS_WORDS } from './events/index.ts';
import { IGNORED } from './ignored-types.ts';
import { kindOf } from './kind-of-body.ts';
import { modeOf } from './mode.ts';
import { occurredAt } from './occurred-at.ts';
import { personal } from './personal.ts';

/**
 * `X-Shopify-Hmac-Sha256`: base64 HMAC-SHA256 over the raw body alone (shopify.dev/docs/apps/build/webhooks/verify-deliveries). No
 * time and no header is signed.
 */
export const shopifyScheme = bodyHmac('x-shopify-hmac-sha256', 'base64');

/** The client secret of an app, 32 hex digits, newer ones after `shpss_`; or the shop's own secret under Settings > Notifications. */
const secrets: SecretRule = {
  made: /^(shpss_)?[0-9a-f]{32,64}$/,
  mistakes: [
    NOT_WHSEC,
    {
      looks: /^shp(at|ca|pa|ua|tka)_/,
      words: 'looks like an access token (shpat_…): the client secret of the app belongs here',
    },
  ],
};

/** Headers that are stored with an event, for support. None is signed; only the topic is compared with the body. */
const KEPT_HEADERS = [
  'x-shopify-topic',
  'x-shopify-shop-domain',
  'x-shopify-event-id',
  'x-shopify-webhook-id',
  'x-shopify-triggered-at',
  'x-shopify-api-version',
];

export const shopify = ordinaryProvider({
  slug: 'shopify',
  title: 'Shopify',
  personal,
  secrets,
  scheme: shopifyScheme,
  remedies: {
    signature_mismatch:
      'Compare SHOPIFY_WEBHOOK_SECRETS with the client secret of the app that made the subscription, or for a webhook of the shop itself with the secret under Settings > Notifications > Webhooks. Save the body byte for byte.',
  },
  // The body names neither its event nor an event id, and the headers that do are not signed. So the body's form is the type, and
  // the body's hash is the event key.
  envelope: { type: kindOf, time: 'updated_at', timeIs: occurredAt, mode: modeOf },
  // Ids have up to 19 digits, more than a float can represent.
  losslessNumbers: true,
  handlers,
  ignored: IGNORED,
  mayNameMerchantRefLater: true,
  statusWords: STATUS_WORDS,
  keepHeaders: KEPT_HEADERS,
});
