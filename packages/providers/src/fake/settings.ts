import { z } from 'zod';
import { secretList } from '../contract/index.ts';

/** `FAKE_WEBHOOK_SECRETS`. */
export const FakeSettings = z.object({
  // Any text may be one here. How a provider says what its own are like: `SecretRule`.
  webhookSecrets: secretList('Signing secrets of the webhook endpoint, newest first.'),
});
