import { z } from 'zod';
import { secretList, wordList } from '../contract/index.ts';
import { ACCOUNT_ID } from './named-account.ts';

const CONNECTED_ACCOUNTS =
  'Connect: ids of the connected accounts (`acct_…`) whose events are applied too, or `*` for all of them. The rows of each have an account of their own, `default/acct_…`. If empty, their events are recorded as ignored.';

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
});

export type StripeSettings = z.output<typeof settings>;
