import { z } from 'zod';
import { secret } from '../contract/index.ts';

/** It stands in a URL path, and it is all that keeps strangers' hints out. */
const PATH_TOKEN = /^[A-Za-z0-9_-]{8,128}$/;
const NEEDED = ['pathToken', 'publicKey', 'secretKey'] as const;

/** Keeps the description, and the mark of a secret, on the outside, where printers of settings look. */
const optional = <Field extends z.ZodType>(field: Field) => field.optional().meta(field.meta() ?? {});

/** `IPPOPAY_PATH_TOKEN`, `IPPOPAY_PUBLIC_KEY`, `IPPOPAY_SECRET_KEY`, `IPPOPAY_API_URL`. */
export const IppopaySettings = z
  .object({
    pathToken: optional(
      secret(
        'Unguessable last segment of the webhook URL: 8 to 128 letters, digits, `_` or `-`; 32 random ones are good.',
        {
          problem: (token) =>
            PATH_TOKEN.test(token) ? undefined : 'expected 8 to 128 letters, digits, "_" or "-"',
          mistakes: [
            {
              looks: /^(sk|pk)_(live|test)_/,
              words: 'looks like a key of the API, not like a token of your own',
            },
          ],
        },
      ),
    ),
    publicKey: optional(z.string().trim().min(1).meta({ description: "Public key of IppoPay's API." })),
    secretKey: optional(
      secret("Secret key of IppoPay's API.", {
        mistakes: [{ looks: /^pk_(live|test)_/, words: 'looks like the public key (pk_…)' }],
      }),
    ),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://api.ippopay.com')
      .meta({ description: "Where IppoPay's API is." }),
  })
  .superRefine(refuseHalf, { when: ({ value }) => typeof value === 'object' && value !== null });

export type IppopaySettings = z.output<typeof IppopaySettings>;

export const isConfigured = (settings: IppopaySettings): boolean => NEEDED.every((key) => settings[key]);

/** Half of it would be a provider that lets hints in and can never confirm one. */
function refuseHalf(
  settings: Partial<Record<(typeof NEEDED)[number], unknown>>,
  context: z.RefinementCtx,
): void {
  const missing = NEEDED.filter((key) => !settings[key]);
  if (missing.length === NEEDED.length) return;
  for (const key of missing)
    context.addIssue({
      code: 'custom',
      message: 'is needed beside the others',
      path: [key],
      input: undefined,
    });
}
