import { z } from 'zod';
import { type Limitation, secret, secretList, wordList } from '../contract/index.ts';
import { ACCOUNT_ID } from './named-account.ts';

const CONNECTED_ACCOUNTS =
  'Connect: ids of the connected accounts (`acct_…`) whose events are applied too, or `*` for all of them. The rows of each have an account of their own, `default/acct_…`. If empty, their events are recorded as ignored.';

/** docs.stripe.com/keys: a secret key or a restricted key, of live or test mode. */
const API_KEY = /^(?:sk|rk)_(?:live|test)_\w{1,255}$/;

const apiKey = secret(
  "Restricted key (`rk_…`) or secret key of Stripe's API, for reading events that were missed and the current state. Optional.",
  {
    mistakes: [
      { looks: /^pk_/, words: 'looks like the publishable key (pk_…); use a restricted key (rk_…)' },
      {
        looks: /^whsec_/,
        words: 'looks like the signing secret of an endpoint; use a restricted key (rk_…)',
      },
    ],
    problem: (key) =>
      API_KEY.test(key) ? undefined : 'does not begin with rk_live_, rk_test_, sk_live_ or sk_test_',
  },
);

/** The settings of a Stripe account. */
export const settings = z.object({
  webhookSecrets: secretList(
    'Signing secrets of the endpoint, `whsec_…`, newest first; include those of a Connect endpoint.',
    {
      // The dashboard, the Stripe CLI and docs.stripe.com/webhooks show it as whsec_…; the length and alphabet of the rest are not documented.
      prefix: 'whsec_',
      mistakes: [
        {
          looks: /^we_[A-Za-z0-9]+$/,
          words: 'looks like the id of a webhook endpoint (we_…); use its signing secret (whsec_…)',
        },
      ],
    },
  ),
  bareIntents: z.enum(['wait', 'order']).default('wait').meta({
    description:
      'How to treat a payment intent without a session or invoice (API 2025-03-31 and later): `wait` until one is known, or make it an `order` at once.',
  }),
  connectedAccounts: wordList(CONNECTED_ACCOUNTS)
    .refine((accounts) => accounts.every((account) => account === '*' || ACCOUNT_ID.test(account)), {
      error: 'expected account ids, `acct_…`, separated by commas, or `*`',
    })
    .meta({ description: CONNECTED_ACCOUNTS }),
  // A wrapper does not inherit metadata, and this field must stay marked as secret.
  apiKey: apiKey.optional().meta(apiKey.meta() ?? {}),
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.stripe.com')
    .meta({ description: "Base URL of Stripe's API." }),
});

export type StripeSettings = z.output<typeof settings>;

/**
 * What an account with a key cannot read; for `payspool doctor`. A missing key is no limitation: the key is optional, and `reads` says that it is
 * missing.
 */
export const limitation = ({ apiKey: key, connectedAccounts }: StripeSettings): Limitation | undefined =>
  key !== undefined && connectedAccounts.includes('*')
    ? {
        found:
          'of connected accounts, events that Stripe never delivered are not found: `*` names no account',
        setting: 'connectedAccounts',
        remedy: 'needs the ids of the accounts to read, beside or instead of `*`',
      }
    : undefined;
