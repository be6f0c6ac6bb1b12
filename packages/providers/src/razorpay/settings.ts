import { z } from 'zod';
import { NOT_WHSEC, secretList } from '../contract/index.ts';

export const settings = z.object({
  webhookSecrets: secretList(
    'Secrets typed into the webhook form of the dashboard, newest first. Keep the old one for 15 days after a change: retries and replays stay signed with it.',
    // The merchant chooses the text; no length and no alphabet are documented (razorpay/markdown-docs webhooks/setup-edit-payments.md).
    { mistakes: [NOT_WHSEC] },
  ),
});

export type RazorpaySettings = z.output<typeof settings>;
