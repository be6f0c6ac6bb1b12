import { z } from 'zod';

/** `FULFILMENT`, `FULFILMENT_DUPLICATE_REF`, `FULFILMENT_BUYER_REF`, `PRICE_LIST_FILE`. */
export const FulfilmentSettings = z.object({
  fulfilment: z.enum(['on', 'off']).default('on').meta({
    description: 'Whether the table `entitlements` is written: `on` or `off`.',
  }),
  fulfilmentDuplicateRef: z.enum(['grant', 'withhold']).default('grant').meta({
    description:
      'Entitlement of a purchase whose merchant reference another granted purchase has: `grant`, or `withhold` while the other one is granted.',
  }),
  fulfilmentBuyerRef: z.enum(['grant', 'withhold']).default('grant').meta({
    description:
      'Entitlement of a purchase whose merchant reference the buyer can write: `grant`, or `withhold` unless the price list confirms the paid amount.',
  }),
  priceListFile: z.string().optional().meta({
    description:
      'YAML list of items and prices: a purchase that paid less is withheld. See docs/how-to/check-prices.md.',
  }),
});
export type FulfilmentSettings = z.output<typeof FulfilmentSettings>;
