import { InvalidAmountError, moneyFromDecimal, type Money } from '@payspool/events';
import { UnusableEventError } from '../contract/index.ts';

/** "The currency to be charged, Defaults to INR" (ippopay/docs-api rest-api.md); the documented answer has no currency. */
const DEFAULT_CURRENCY = 'INR';
/** The maximum number of digits of a canonical amount. */
const MAX_MINOR = 10n ** 38n - 1n;
const EXPONENTS: ReadonlyMap<string, number> = new Map([[DEFAULT_CURRENCY, 2]]);

/**
 * An amount of the API, a decimal in rupees. IppoPay documents no other currency, so every other currency is refused.
 *
 * @throws {UnusableEventError} `currency_unknown` or `amount_invalid`, at `path`
 */
export function readMoney({
  text,
  currency,
  path,
}: {
  readonly text: string;
  readonly currency: string | undefined;
  readonly path: string;
}): Money {
  const code = (currency ?? DEFAULT_CURRENCY).toUpperCase();
  const exponent = EXPONENTS.get(code);
  if (exponent === undefined) {
    throw new UnusableEventError('currency_unknown', { path, message: 'a currency that is not INR' });
  }
  if (text.startsWith('-')) throw new UnusableEventError('amount_invalid', { path, message: 'is negative' });
  try {
    const money = moneyFromDecimal(text, code, exponent);
    if (money.amountMinor > MAX_MINOR) throw new InvalidAmountError('has more than 38 digits');
    return money;
  } catch (cause) {
    if (!(cause instanceof InvalidAmountError)) throw cause;
    throw new UnusableEventError('amount_invalid', { path, message: cause.message, cause });
  }
}
