import type { Money } from '@payspool/events';
import { z } from 'zod';
import { currencyDecimals } from '../contract/index.ts';

/** The currencies in which Square works; JPY alone has no decimals (docs/build-basics/working-with-monetary-amounts). */
const decimalsOf = currencyDecimals({ 0: 'JPY' });

/** An amount as an integer in the smallest unit of its currency. */
export const SquareMoney = z.object({
  amount: z.int().nonnegative(),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code')
    .toUpperCase(),
});
export type SquareMoney = z.output<typeof SquareMoney>;

export const money = ({ amount, currency }: SquareMoney): Money => ({
  amountMinor: BigInt(amount),
  currency,
  exponent: decimalsOf(currency),
});
