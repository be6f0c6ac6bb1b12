import { z } from 'zod';

/** `FULFILMENT`, `FULFILMENT_DUPLICATE_REF`, `FULFILMENT_BUYER_REF`, `PRICE_LIST_FILE`. */
export const FulfilmentSettings = z.object({
  fulfilment: z.enum(['on', 'off']).default('on').meta({
    description: 'Whether the table `entitlements` is kept; `on` or `off`.',
  }),
  fulfilmentDuplicateRef: z.enum(['grant', 'withhold']).default('grant').meta({
    description:
      "A further purchase with the merchant's own id of one that is granted: `grant`, or `withhold` while the other one is.",
  }),
  fulfilmentBuyerRef: z.enum(['grant', 'withhold']).default('grant').meta({
    description:
      'A purchase whose id the buyer can have written: `grant`, or `withhold` unless the price list confirms what was paid.',
  }),
  priceListFile: z.string().optional().meta({
    description:
      'YAML list of what is sold at which price: what was bought for less is withheld. See docs/how-to/check-prices.md.',
  }),
});
export type FulfilmentSettings = z.output<typeof FulfilmentSettings>;
