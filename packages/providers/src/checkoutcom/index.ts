import { bodyHmac, fromIsoText, NOT_WHSEC, ordinaryProvider } from '../contract/index.ts';
import { handlers } from './events/index.ts';
import { IGNORED } from './ignored-types.ts';
import { modeOf } from './mode.ts';
import { personal } from './personal.ts';

/**
 * `Cko-Signature`: the hex HMAC-SHA256 of the raw body, with the signature key of the workflow's webhook action as text
 * (docs: developer-resources/event-notifications/receive-webhooks). No time is signed.
 */
export const CHECKOUTCOM_SCHEME = bodyHmac('cko-signature', 'hex');

export const checkoutcom = ordinaryProvider({
  slug: 'checkoutcom',
  title: 'Checkout.com',
  personal,
  // The merchant enters the key; no form is documented.
  secrets: { mistakes: [NOT_WHSEC] },
  scheme: CHECKOUTCOM_SCHEME,
  envelope: {
    id: 'id',
    type: 'type',
    time: 'created_on',
    // The samples of some types have `timestamp` in its place.
    timeIs: ({ body }) => isoText(body['created_on']) ?? isoText(body['timestamp']),
    mode: modeOf,
  },
  handlers,
  ignored: IGNORED,
  mayNameMerchantRefLater: true,
});

const isoText = (value: unknown): string | undefined =>
  typeof value === 'string' ? fromIsoText(value) : undefined;
