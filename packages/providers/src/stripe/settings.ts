import { z } from 'zod';
import { secretList, wordList } from '../contract/index.ts';
import { ACCOUNT_ID } from './named-account.ts';

const CONNECTED_ACCOUNTS =
  'Connect: ids of the connected accounts (`acct_…`) whose events are applied too, or `*` for all of them. The rows of each are kept under an account of its own, `default/acct_…`. Empty: their events are recorded as ignored.';

/** What an account of Stripe is configured with. */
export const settings = z.object({
  webhookSecrets: secretList(
    "Signing secrets of the endpoint, `whsec_…`, newest first; a Connect endpoint's too.",
    {
      // The dashboard, the Stripe CLI and docs.stripe.com/webhooks show it as whsec_…; length and alphabet of the rest are documented nowhere.
      prefix: 'whsec_',
      mistakes: [
        {
          looks: /^we_[A-Za-z0-9]+$/,
          words: 'looks like the id of a webhook endpoint (we_…), not like its secret',
        },
      ],
    },
  ),
  bareIntents: z.enum(['wait', 'order']).default('wait').meta({
    description:
      'A payment intent that names neither session nor invoice (API 2025-03-31 and later): `wait` until one is known, or make it an `order` at once.',
  }),
  connectedAccounts: wordList(CONNECTED_ACCOUNTS)
    .refine((accounts) => accounts.every((account) => account === '*' || ACCOUNT_ID.test(account)), {
      error: 'expected ids of accounts, `acct_…`, separated by commas, or `*`',
    })
    .meta({ description: CONNECTED_ACCOUNTS }),
});

export type StripeSettings = z.output<typeof settings>;
