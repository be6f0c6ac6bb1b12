import { Exponent } from '@payspool/events';
import { z } from 'zod';
import { NOT_WHSEC, secret, secretList, wordList } from '../contract/index.ts';

const PUBLIC_KEY = /^(0x)?[0-9a-f]{64}$/i;
const CURRENCY_ID = /^[A-Za-z0-9_-]{1,64}$/;
const KEYS =
  'Public keys of the Blocklet application that signs (BLOCKLET_APP_PK), 32 bytes in hex with or without 0x, newest first.';
const CURRENCIES =
  "Decimals of each currency by PaymentKit's own id: `pc_abc=18,pc_def=6` in a variable, a map in YAML. An event with an amount in any other currency is recorded as failed.";

const Exponents = z.record(z.string().regex(CURRENCY_ID), Exponent);

const ACCESS_KEY = secret(
  "Access key of the Blocklet application, for reading from PaymentKit's API. Off by default: it is not confirmed that the API accepts one.",
);

export const settings = z
  .object({
    webhookSecrets: secretList(
      'Secrets of the webhook endpoint, as Blocklet Server shows them, newest first; for deliveries with X-Webhook-Signature.',
      // Blocklet Server creates 32 bytes in hex and uses the text as the key. The documentation does not promise this form.
      { made: /^[0-9a-f]{64}$/, mistakes: [NOT_WHSEC] },
    ),
    appPublicKeys: wordList(KEYS)
      .refine((keys) => keys.every((key) => PUBLIC_KEY.test(key)), 'expected 32 bytes in hex')
      .meta({ description: KEYS }),
    currencies: z
      .preprocess((value) => (typeof value === 'string' ? fromText(value) : value), Exponents.default({}))
      .meta({ description: CURRENCIES }),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        description:
          'Address of PaymentKit in the application, with the path at which it is mounted: `https://shop.example.com/payment`. It needs the access key.',
      }),
    // A wrapper does not inherit metadata, and this field must stay marked as secret.
    accessKey: ACCESS_KEY.optional().meta(ACCESS_KEY.meta() ?? {}),
  })
  .superRefine(({ apiUrl, accessKey }, context) => {
    if ((apiUrl === undefined) === (accessKey === undefined)) return;
    context.addIssue({
      code: 'custom',
      path: [apiUrl === undefined ? 'apiUrl' : 'accessKey'],
      message: 'is required with the other of PAYMENTKIT_API_URL and PAYMENTKIT_ACCESS_KEY',
      input: undefined,
    });
  });

export type PaymentKitSettings = z.output<typeof settings>;

/** `pc_abc=18,pc_def=6`. Any other text stays as it is, and the schema refuses it. */
function fromText(text: string): Record<string, unknown> {
  const entries = text.split(',').map((entry) => entry.trim());
  return Object.fromEntries(entries.filter(Boolean).map(pair));
}

function pair(entry: string): [string, unknown] {
  const [id = '', digits = ''] = entry.split('=').map((part) => part.trim());
  return [id, /^\d{1,2}$/.test(digits) && entry.split('=').length === 2 ? Number(digits) : digits];
}

/** Whether the settings have what the API needs. */
export const canRead = ({ apiUrl, accessKey }: Pick<PaymentKitSettings, 'apiUrl' | 'accessKey'>): boolean =>
  apiUrl !== undefined && accessKey !== undefined;
