import { z } from 'zod';
import { secretList } from '../contract/index.ts';
import { keyProblem } from './keys.ts';

/** `STANDARD_WEBHOOKS_SECRETS`. */
export const StandardSettings = z.object({
  webhooksSecrets: secretList(
    'Standard Webhooks keys, newest first: shared secrets `whsec_<base64>` (or the bare base64), and public keys `whpk_<base64>` of senders that sign with Ed25519.',
    { problem: keyProblem, made: /^(wh(sec|pk)_|[A-Za-z0-9+/]{32,}={0,2}$)/ },
  ),
});

export type StandardSettings = z.output<typeof StandardSettings>;
