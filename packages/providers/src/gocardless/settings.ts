import { z } from 'zod';
import { type Limitation, NOT_WHSEC, secret, secretList } from '../contract/index.ts';

const accessToken = secret(
  "Access token of GoCardless's API with the scope read-only, of the same account and environment as the webhooks. Without it no amount is known, and no payment becomes paid.",
  {
    mistakes: [
      {
        looks: /^(PM|EV|MD|CU|CR|SB|WB|RF|PO)[0-9A-Z]{8,}$/,
        words: 'looks like an id of an object; the access token belongs here',
      },
    ],
  },
);

/** `GOCARDLESS_WEBHOOK_SECRETS`, `GOCARDLESS_ACCESS_TOKEN`, `GOCARDLESS_API_URL`. */
export const settings = z.object({
  webhookSecrets: secretList(
    'Secrets of the webhook endpoints, newest first.',
    // You may choose the text when you create the endpoint; no length or alphabet is documented.
    { mistakes: [NOT_WHSEC] },
  ),
  accessToken: accessToken.optional().meta(accessToken.meta() ?? {}),
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.gocardless.com')
    .meta({
      description: "Base URL of GoCardless's API; `https://api-sandbox.gocardless.com` for the sandbox.",
    }),
});

export type GocardlessSettings = z.output<typeof settings>;

/** What an account without an access token cannot do; for `payspool doctor`. */
export const limitation = ({ accessToken: token }: GocardlessSettings): Limitation | undefined =>
  token !== undefined
    ? undefined
    : {
        found: 'amounts are not confirmed, because its events have none: no payment becomes paid',
        setting: 'accessToken',
        remedy: 'needs a read-only access token of the same GoCardless account and environment',
      };
