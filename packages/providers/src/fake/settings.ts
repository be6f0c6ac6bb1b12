import { z } from 'zod';
import { secretList } from '../contract/index.ts';

/** `FAKE_WEBHOOK_SECRETS`. */
export const FakeSettings = z.object({
  webhookSecrets: secretList('Signing secrets of the webhook endpoint, newest first.'),
});
