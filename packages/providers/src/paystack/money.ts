import type { Money } from '@payspool/events';
import { z } from 'zod';

/** Subunits, as a number or as text: the samples have both (`refund.pending`, `preauthorization.capture.success`). */
export const Subunits = z.union([
  z.int().nonnegative(),
  z.string().regex(/^\d{1,15}$/, 'expected whole subunits'),
]);

export const CurrencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
  .toUpperCase();

/** Every currency has subunits of a hundredth, also XOF, which has none of its own (paystack.com/docs/api, "Supported currency"). */
export const money = (subunits: number | string, currency: string): Money => ({
  amountMinor: BigInt(subunits),
  currency,
  exponent: 2,
});
