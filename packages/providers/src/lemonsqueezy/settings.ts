import { z } from 'zod';
import { NOT_WHSEC, secretList, wordList } from '../contract/index.ts';

export const settings = z.object({
  webhookSecrets: secretList(
    "Signing secrets that you entered in the webhook form of Lemon Squeezy's dashboard, newest first. Keep the old one for some minutes after a change: retries are still signed with it.",
    // The merchant chooses a text of 6 to 40 characters (docs.lemonsqueezy.com/help/webhooks).
    { mistakes: [NOT_WHSEC] },
  ),
  subscriptionVariants: wordList(
    'Ids of the variants that you sell as subscriptions. An order of one of them is then not reported as an order before its subscription is known.',
  ).refine((ids) => ids.every((id) => /^\d{1,20}$/.test(id)), 'a variant id is a number'),
});

export type LemonSqueezySettings = z.output<typeof settings>;
