import { z } from 'zod';
import { flag, NOT_WHSEC, pathTokenField, secret, secretList } from '../contract/index.ts';

/** Keeps the description and the mark of a secret on the outermost schema, where the reference reads them. */
const optional = <Field extends z.ZodType>(field: Field) => field.optional().meta(field.meta() ?? {});

/** An API key begins with its mode, an access token with `access_` (docs.mollie.com, "Authentication"). */
const API_KEY = /^(live|test|access)_[A-Za-z0-9]{8,200}$/;

/**
 * `MOLLIE_PATH_TOKEN`, `MOLLIE_WEBHOOK_SECRETS`, `MOLLIE_API_KEY`, `MOLLIE_TESTMODE`, `MOLLIE_API_URL`. The classic sender needs
 * the token and the key, the next-gen sender needs the secrets.
 */
export const MollieSettings = z
  .object({
    webhookSecrets: secretList('Signing secrets of the next-gen webhooks, newest first.', {
      // No length or alphabet is documented.
      mistakes: [
        NOT_WHSEC,
        {
          looks: /^(live|test|access)_[A-Za-z0-9]{8,}$/,
          words: 'looks like an API key of Mollie: the signing secret of the webhook belongs here',
        },
      ],
    }),
    pathToken: optional(pathTokenField()),
    apiKey: optional(
      secret(
        "API key (`live_…`, `test_…`) or access token (`access_…`) for Mollie's API, which confirms every classic webhook.",
        {
          problem: (key) =>
            API_KEY.test(key) ? undefined : 'expected live_, test_ or access_ followed by letters and digits',
        },
      ),
    ),
    testmode: flag('`true` if the API key is an access token and the account is in test mode.')
      .default(false)
      .meta({ description: '`true` if the API key is an access token and the account is in test mode.' }),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://api.mollie.com')
      .meta({ description: "Base URL of Mollie's API." }),
  })
  .superRefine(
    ({ pathToken, apiKey }, context) => {
      // With the token alone, ingest would accept hints that the worker can never confirm.
      if (pathToken === undefined || apiKey !== undefined) return;
      context.addIssue({
        code: 'custom',
        message: 'is required with the path token: it confirms the classic webhooks',
        path: ['apiKey'],
        input: undefined,
      });
    },
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );

export type MollieSettings = z.output<typeof MollieSettings>;

export const isConfigured = ({ webhookSecrets, pathToken, apiKey }: MollieSettings): boolean =>
  webhookSecrets.length > 0 || (pathToken !== undefined && apiKey !== undefined);
