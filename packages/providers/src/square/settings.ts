import { z } from 'zod';
import { NOT_WHSEC, secretList, wordList } from '../contract/index.ts';

/** Stands for every other merchant in `connectedMerchants`. */
export const ANY_MERCHANT = '*';

const MERCHANT = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether a text can be an id of a Square merchant: `MLEFBHHSJGVHD`. */
export const isMerchantId = (id: string): boolean => MERCHANT.test(id);

export const settings = z
  .object({
    webhookSecrets: secretList(
      'Signature keys of the webhook subscription, newest first. Keep the old one after a change: retries may still be signed with it.',
      // No form is documented: the samples are base64url (square-nodejs-sdk tests/integration/webhooks.test.ts).
      {
        mistakes: [
          NOT_WHSEC,
          {
            looks: /^(sandbox-)?sq0/,
            words:
              'looks like an application id or secret of Square (sq0…): the signature key of the webhook subscription belongs here',
            mayBeChosen: true,
          },
        ],
      },
    ),
    notificationUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        description:
          'The notification URL of the webhook subscription, to the letter: it is part of the signed text. Required with SQUARE_WEBHOOK_SECRETS.',
      }),
    merchantId: wordList(
      'Your merchant ids. Every event names its merchant; an event of another merchant is recorded as ignored. If unset, every event counts as yours.',
    ).refine((ids) => ids.every(isMerchantId), 'a merchant id has letters, digits, _ and - only'),
    connectedMerchants: wordList(
      'Merchant ids of sellers who have authorized your application, whose events are applied, in rows of their own; `*` for every merchant that is not you. With `*`, SQUARE_MERCHANT_ID is required.',
    ).refine(
      (ids) => ids.every((id) => id === ANY_MERCHANT || isMerchantId(id)),
      'a merchant id has letters, digits, _ and - only; * stands for every other merchant',
    ),
  })
  .superRefine(({ webhookSecrets, notificationUrl, merchantId, connectedMerchants }, context) => {
    if (webhookSecrets.length > 0 && notificationUrl === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['notificationUrl'],
        message: 'is missing: Square signs it with the body, so that no delivery can be verified without it',
      });
    }
    if (connectedMerchants.includes(ANY_MERCHANT) && merchantId.length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['connectedMerchants'],
        message: '* means every merchant except you; set the merchant id to say who you are',
      });
    }
  });

export type SquareSettings = z.output<typeof settings>;
