import { z } from 'zod';
import { secretList } from '../contract/index.ts';

export const settings = z.object({
  webhookSecrets: secretList(
    'Secrets typed into the webhook form of the dashboard, newest first. Keep the old one for 15 days after a change: retries and replays stay signed with it.',
  ),
});

export type RazorpaySettings = z.output<typeof settings>;
