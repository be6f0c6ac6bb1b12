import { z } from 'zod';
import { secretList } from '../contract/index.ts';
import { keyProblem } from './keys.ts';

/** `STANDARD_WEBHOOKS_SECRETS`. */
export const StandardSettings = z.object({
  webhooksSecrets: secretList(
    'Standard Webhooks keys, newest first: shared secrets `whsec_<base64>` (or the bare base64), and public keys `whpk_<base64>` of senders that sign with Ed25519.',
  ).superRefine((entries, context) => {
    for (const [index, entry] of entries.entries()) {
      const message = keyProblem(entry);
      // A custom issue would carry its input: the message alone is what may be printed.
      if (message) context.addIssue({ code: 'custom', message, path: [index], input: undefined });
    }
  }),
});

export type StandardSettings = z.output<typeof StandardSettings>;
