import { z } from 'zod';
import { NOT_WHSEC, secretList, wordList } from '../contract/index.ts';

/** Stands for every other merchant's account in `connectedAccounts`. */
export const ANY_ACCOUNT = '*';

/** Account ids are compared byte for byte: what is not of this form could only be a slip of the pen. */
const ACCOUNT = /^acc_[A-Za-z0-9]{1,40}$/;

/** Whether it is written as Razorpay writes the id of an account. */
export const isAccountId = (id: string): boolean => ACCOUNT.test(id);

export const settings = z
  .object({
    webhookSecrets: secretList(
      'Secrets typed into the webhook form of the dashboard, newest first. Keep the old one for 15 days after a change: retries and replays stay signed with it.',
      // The merchant chooses the text; no length and no alphabet are documented (razorpay/markdown-docs webhooks/setup-edit-payments.md).
      { mistakes: [NOT_WHSEC] },
    ),
    accountId: wordList(
      "The merchant's own account id, `acc_…`, or several. Every event names its account: another's is then recorded and ignored. Without it every event counts as ours.",
    ).refine((ids) => ids.every(isAccountId), 'an account id is acc_ and letters or digits'),
    connectedAccounts: wordList(
      "Account ids of other merchants, partners' sub-merchants say, whose events are let in, in rows of their own; `*` for every account that is not ours, and then RAZORPAY_ACCOUNT_ID must say which is.",
    ).refine(
      (ids) => ids.every((id) => id === ANY_ACCOUNT || isAccountId(id)),
      'an account id is acc_ and letters or digits, or * for every other account',
    ),
    futureStart: z.enum(['scheduled', 'trial']).default('scheduled').meta({
      description:
        'What a mandate is whose billing starts later (`start_at`): a `scheduled` start, without access until then, or a `trial` that lasts until then.',
    }),
  })
  .superRefine(({ accountId, connectedAccounts }, context) => {
    if (connectedAccounts.includes(ANY_ACCOUNT) && accountId.length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['connectedAccounts'],
        message: '* means every account but ours, and the account id does not say which is ours',
      });
    }
  });

export type RazorpaySettings = z.output<typeof settings>;
