import { moneyFromDecimal, type Money } from '@payspool/events';
import { z } from 'zod';
import { currencyDecimals } from '../contract/money.ts';

/** PayPal's own decimals (its currency codes page). */
const decimalsOf = currencyDecimals({ 0: 'HUF JPY TWD', 3: 'TND' });

const CURRENCY_CODE = /^[A-Z]{3}$/;
/** At most 32 characters in PayPal's API description; may be negative, and `.50` is allowed. */
const MAX_TEXT_LENGTH = 32;

/** An amount that a buyer pays. A negative amount is refused, because a payment cannot be negative. */
export const Amount = amount('negative amounts are refused');

/** A refunded amount. v1 writes refunds as negative amounts and v2 as positive ones, so the sign is dropped. */
export const ReturnedAmount = amount('the sign is dropped');

/**
 * An amount in any format of PayPal: `{currency_code, value}` in v2, `{currency, total}` in v1, and `{currency, value}` for the
 * totals of v1 refunds.
 */
function amount(sign: 'negative amounts are refused' | 'the sign is dropped') {
  return z
    .object({
      currency_code: z.unknown().optional(),
      currency: z.unknown().optional(),
      value: z.unknown().optional(),
      total: z.unknown().optional(),
    })
    .transform((written, context): Money => {
      const refuse = (field: string, message: string) => {
        context.addIssue({ code: 'custom', path: [field], message });
        return z.NEVER;
      };
      const textField = written.value == null && written.total != null ? 'total' : 'value';
      const text = written[textField];
      const codeField =
        written.currency_code == null && written.currency != null ? 'currency' : 'currency_code';
      const code = written[codeField];
      if (typeof code !== 'string' || !CURRENCY_CODE.test(code))
        return refuse(codeField, 'expected a currency code of three upper-case letters');
      if (typeof text !== 'string' || text.length > MAX_TEXT_LENGTH)
        return refuse(
          textField,
          `expected a decimal amount as text of at most ${MAX_TEXT_LENGTH} characters`,
        );
      try {
        const money = moneyFromDecimal(text, code, decimalsOf(code));
        const isNegative = text.startsWith('-') && money.amountMinor > 0n;
        if (isNegative && sign === 'negative amounts are refused')
          return refuse(textField, 'expected an amount that is not negative');
        return money;
      } catch (error) {
        return refuse(textField, error instanceof Error ? error.message : 'not an amount');
      }
    });
}

/** The sum of amounts of one currency; `undefined` for no amount and for several currencies. */
export function sumOf(amounts: readonly Money[]): Money | undefined {
  const [first] = amounts;
  if (!first || amounts.some(({ currency }) => currency !== first.currency)) return undefined;
  return { ...first, amountMinor: amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) };
}
