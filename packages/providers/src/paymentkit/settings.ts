import { Exponent } from '@payspool/events';
import { z } from 'zod';
import { NOT_WHSEC, secretList, wordList } from '../contract/index.ts';

const PUBLIC_KEY = /^(0x)?[0-9a-f]{64}$/i;
const CURRENCY_ID = /^[A-Za-z0-9_-]{1,64}$/;
const KEYS =
  'Public keys of the Blocklet application that signs (BLOCKLET_APP_PK), 32 bytes in hex with or without 0x, newest first.';
const CURRENCIES =
  "Decimals of each currency by PaymentKit's own id: `pc_abc=18,pc_def=6` in a variable, a map in YAML. An event with an amount in any other currency is recorded as failed.";

const Exponents = z.record(z.string().regex(CURRENCY_ID), Exponent);

export const settings = z.object({
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
