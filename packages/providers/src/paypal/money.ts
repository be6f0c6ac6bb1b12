import { moneyFromDecimal, type Money } from '@payspool/events';
import { z } from 'zod';

/** PayPal's own decimals (its currency codes page): HUF, JPY and TWD are written whole, TND with three; everything else with two. */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['HUF', 0],
  ['JPY', 0],
  ['TWD', 0],
  ['TND', 3],
]);
const DEFAULT_EXPONENT = 2;

const CurrencyCode = z.string().regex(/^[A-Z]{3}$/, 'expected a currency code of three upper-case letters');
/** At most 32 characters in PayPal's API description; may be negative, and `.50` is allowed. */
const DecimalText = z.string().max(32);

/** `{currency_code, value}`, as v2 resources write money. */
export const Amount = z
  .object({ currency_code: CurrencyCode, value: DecimalText })
  .transform(({ currency_code, value }, context) => toMoney(value, currency_code, 'value', context));

/** `{total, currency}`, as v1 resources do. Refunds there are negative: the sign is dropped. */
export const AmountV1 = z
  .object({ currency: CurrencyCode, total: DecimalText })
  .transform(({ currency, total }, context) => toMoney(total, currency, 'total', context));

/** `{value, currency}`, the total of a v1 refund. */
export const TotalV1 = z
  .object({ currency: CurrencyCode, value: DecimalText })
  .transform(({ currency, value }, context) => toMoney(value, currency, 'value', context));

function toMoney(text: string, currency: string, field: string, context: z.RefinementCtx): Money {
  try {
    return moneyFromDecimal(text, currency, EXPONENTS.get(currency) ?? DEFAULT_EXPONENT);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'not an amount';
    context.addIssue({ code: 'custom', path: [field], message });
    return z.NEVER;
  }
}
