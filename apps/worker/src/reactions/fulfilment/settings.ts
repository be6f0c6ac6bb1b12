import { z } from 'zod';

/** `FULFILMENT`, `PRICE_LIST_FILE`. */
export const FulfilmentSettings = z.object({
  fulfilment: z.enum(['on', 'off']).default('on').meta({
    description: 'Whether the table `entitlements` is kept; `on` or `off`.',
  }),
  priceListFile: z.string().optional().meta({
    description:
      'YAML list of what is sold at which price: what was bought for less is withheld. See docs/how-to/check-prices.md.',
  }),
});
export type FulfilmentSettings = z.output<typeof FulfilmentSettings>;
