import type { Money } from '@payspool/events';
import { decimalMoney, UnusableEventError } from '../contract/index.ts';

/** "The currency to be charged, Defaults to INR" (ippopay/docs-api rest-api.md); the documented answer has no currency. */
const INR = 'INR';

/**
 * An amount of the API, a decimal in rupees. IppoPay documents no other currency, so every other currency is refused.
 *
 * @throws {UnusableEventError} `currency_unknown` or `amount_invalid`, at `path`
 */
export function readMoney({
  text,
  currency = INR,
  path,
}: {
  readonly text: string;
  readonly currency: string | undefined;
  readonly path: string;
}): Money {
  if (currency.toUpperCase() !== INR)
    throw new UnusableEventError('currency_unknown', { path, message: 'a currency that is not INR' });
  return decimalMoney(text, { currency: INR, exponent: 2, path });
}
