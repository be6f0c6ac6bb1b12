import { z } from 'zod';
import { NOT_WHSEC, secretList, wordList } from '../contract/index.ts';

/** Stands for every other merchant's account in `connectedAccounts`. */
export const ANY_ACCOUNT = '*';

/** Account ids are compared byte for byte. An id of another form is a typing error. */
const ACCOUNT = /^acc_[A-Za-z0-9]{1,40}$/;

/** Whether a text has the form of a Razorpay account id. */
export const isAccountId = (id: string): boolean => ACCOUNT.test(id);

export const settings = z
  .object({
    webhookSecrets: secretList(
      "Secrets that you entered in the webhook form of Razorpay's dashboard, newest first. Keep the old one for 15 days after a change: retries and replays are still signed with it.",
      // The merchant chooses the text; no length or alphabet is documented (razorpay/markdown-docs webhooks/setup-edit-payments.md).
      { mistakes: [NOT_WHSEC] },
    ),
    accountId: wordList(
      'Your account ids, `acc_…`. Every event names its account; an event of another account is recorded as ignored. If unset, every event counts as yours.',
    ).refine((ids) => ids.every(isAccountId), 'an account id is acc_ followed by letters or digits'),
    connectedAccounts: wordList(
      "Account ids of other merchants (for example a partner's sub-merchants) whose events are applied, in rows of their own; `*` for every account that is not yours. With `*`, RAZORPAY_ACCOUNT_ID is required.",
    ).refine(
      (ids) => ids.every((id) => id === ANY_ACCOUNT || isAccountId(id)),
      'an account id is acc_ followed by letters or digits, or * for every other account',
    ),
    futureStart: z.enum(['scheduled', 'trial']).default('scheduled').meta({
      description:
        'How a mandate is treated whose billing starts later (`start_at`): a `scheduled` start, without access until then, or a `trial` that lasts until then.',
    }),
  })
  .superRefine(({ accountId, connectedAccounts }, context) => {
    if (connectedAccounts.includes(ANY_ACCOUNT) && accountId.length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['connectedAccounts'],
        message: '* means every account except yours; set the account id to say which is yours',
      });
    }
  });

export type RazorpaySettings = z.output<typeof settings>;
