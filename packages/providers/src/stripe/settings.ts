import { z } from 'zod';
import { secretList } from '../contract/index.ts';

/** What an account of Stripe is configured with. */
export const settings = z.object({
  webhookSecrets: secretList(
    "Signing secrets of the endpoint, `whsec_…`, newest first; a Connect endpoint's too.",
  ),
  bareIntents: z.enum(['wait', 'order']).default('wait').meta({
    description:
      'A payment intent that names neither session nor invoice (API 2025-03-31 and later): `wait` until one is known, or make it an `order` at once.',
  }),
});

export type StripeSettings = z.output<typeof settings>;
