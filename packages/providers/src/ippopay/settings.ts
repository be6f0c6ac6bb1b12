import { z } from 'zod';
import { pathTokenField, secret } from '../contract/index.ts';

const NEEDED = ['pathToken', 'publicKey', 'secretKey'] as const;

/** Keeps the description and the mark of a secret on the outermost schema, where the reference reads them. */
const optional = <Field extends z.ZodType>(field: Field) => field.optional().meta(field.meta() ?? {});

/** `IPPOPAY_PATH_TOKEN`, `IPPOPAY_PUBLIC_KEY`, `IPPOPAY_SECRET_KEY`, `IPPOPAY_API_URL`. */
export const IppopaySettings = z
  .object({
    pathToken: optional(pathTokenField()),
    publicKey: optional(
      z.string().trim().min(1).meta({
        description:
          "Public key of IppoPay's API. A key that does not begin with `pk_live` reaches the test API.",
      }),
    ),
    secretKey: optional(
      secret("Secret key of IppoPay's API.", {
        mistakes: [{ looks: /^pk_(live|test)_/, words: 'looks like the public key (pk_…)' }],
      }),
    ),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://api.ippopay.com')
      .meta({
        description:
          "Address of IppoPay's API without a path. The public key decides about the path: `/v1` for `pk_live…`, `/apitest/v1/pg` for every other key.",
      }),
  })
  .superRefine(refuseHalf, { when: ({ value }) => typeof value === 'object' && value !== null });

export type IppopaySettings = z.output<typeof IppopaySettings>;

export const isConfigured = (settings: IppopaySettings): boolean => NEEDED.every((key) => settings[key]);

/** With only some of the settings, ingest would accept hints that the worker can never confirm. */
function refuseHalf(
  settings: Partial<Record<(typeof NEEDED)[number], unknown>>,
  context: z.RefinementCtx,
): void {
  const missing = NEEDED.filter((key) => !settings[key]);
  if (missing.length === NEEDED.length) return;
  for (const key of missing)
    context.addIssue({
      code: 'custom',
      message: 'is required with the other IppoPay settings',
      path: [key],
      input: undefined,
    });
}
