import { z } from 'zod';
import { secretList } from '../contract/index.ts';

/** `FAKE_WEBHOOK_SECRETS`. */
export const FakeSettings = z.object({
  // Any text may be a secret here. A provider describes the form of its secrets with `SecretRule`.
  webhookSecrets: secretList('Signing secrets of the webhook endpoint, newest first.'),
});
