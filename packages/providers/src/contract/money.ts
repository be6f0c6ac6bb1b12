import { InvalidAmountError, moneyFromDecimal, type Money } from '@payspool/events';
import { UnusableEventError } from './errors.ts';

/** The maximum number of digits of a canonical amount. */
const MAX_MINOR = 10n ** 38n - 1n;

/**
 * The number of decimals of a currency, by the provider's own rule: two, except for the given currencies by their number of
 * decimals (`{ 0: 'JPY KRW', 3: 'KWD' }`). Providers differ, so there is no common table.
 */
export function currencyDecimals(exceptions: Readonly<Record<number, string>>): (currency: string) => number {
  const known = new Map(
    Object.entries(exceptions).flatMap(([decimals, currencies]) =>
      currencies.split(' ').map((currency) => [currency, Number(decimals)] as const),
    ),
  );
  return (currency) => known.get(currency) ?? 2;
}

/**
 * The amount of a payment from its decimal text, without a float.
 *
 * @throws {UnusableEventError} `amount_invalid` at `path`: negative, not a decimal, too many decimals, or more than 38 digits
 */
export function decimalMoney(
  text: string,
  {
    currency,
    exponent,
    path,
  }: { readonly currency: string; readonly exponent: number; readonly path: string },
): Money {
  // A payment cannot be negative; the decimal reader would drop the sign.
  if (text.startsWith('-')) throw new UnusableEventError('amount_invalid', { path, message: 'is negative' });
  try {
    const money = moneyFromDecimal(text, currency, exponent);
    if (money.amountMinor > MAX_MINOR) throw new InvalidAmountError('has more than 38 digits');
    return money;
  } catch (cause) {
    if (!(cause instanceof InvalidAmountError)) throw cause;
    throw new UnusableEventError('amount_invalid', { path, message: cause.message, cause });
  }
}
