import { z } from 'zod';
import { type Limitation, type Mode, NOT_WHSEC, secret, secretList, wordList } from '../contract/index.ts';

/** Stands for every other merchant's account in `connectedAccounts`. */
export const ANY_ACCOUNT = '*';

/** Account ids are compared byte for byte. An id of another form is a typing error. */
const ACCOUNT = /^acc_[A-Za-z0-9]{1,40}$/;

/** Whether a text has the form of a Razorpay account id. */
export const isAccountId = (id: string): boolean => ACCOUNT.test(id);

/** A key id begins with its mode (razorpay/markdown-docs mcp-server/faqs.md); that of a partner is longer (`rzp_live_partner_…-acc_…`). */
const KEY_ID = /^rzp_(test|live)_[\w-]{1,80}$/;

const KEY_SECRET = secret("Secret of the API key, for reading from Razorpay's API.", {
  mistakes: [
    {
      looks: /^rzp_(test|live)_/,
      words: 'looks like the key id (rzp_…): the secret of the key belongs here',
    },
  ],
});

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
    keyId: z.string().trim().regex(KEY_ID, 'a key id begins with rzp_test_ or rzp_live_').optional().meta({
      description:
        "Key id of Razorpay's API (`rzp_test_…`, `rzp_live_…`), for finding what was never delivered. Optional; it needs the key secret.",
    }),
    // A wrapper does not inherit metadata, and this field must stay marked as secret.
    keySecret: KEY_SECRET.optional().meta(KEY_SECRET.meta() ?? {}),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://api.razorpay.com')
      .meta({ description: "Base URL of Razorpay's API." }),
  })
  .superRefine(({ keyId, keySecret }, context) => {
    if ((keyId === undefined) === (keySecret === undefined)) return;
    context.addIssue({
      code: 'custom',
      path: [keyId === undefined ? 'keyId' : 'keySecret'],
      message: 'is required with the other half of the API key',
      input: undefined,
    });
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

/** Whether the settings have a key for the API. */
export const canRead = ({ keyId, keySecret }: RazorpaySettings): boolean =>
  keyId !== undefined && keySecret !== undefined;

/** The mode of the key, by its id. */
export const keyMode = ({ keyId }: Pick<RazorpaySettings, 'keyId'>): Mode | undefined =>
  keyId === undefined ? undefined : keyId.startsWith('rzp_live_') ? 'live' : 'test';

/** What an account with a key cannot read; for `payspool doctor`. A missing key is no limitation: the key is optional, and `reads` names it. */
export const limitation = (given: RazorpaySettings): Limitation | undefined =>
  canRead(given) && given.connectedAccounts.includes(ANY_ACCOUNT)
    ? {
        found:
          'of connected accounts, payments whose events Razorpay never delivered are not found: `*` names no account',
        setting: 'connectedAccounts',
        remedy: 'needs the ids of the accounts to read, beside or instead of `*`',
      }
    : undefined;
