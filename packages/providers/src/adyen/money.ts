import type { Money } from '@payspool/events';
import { currencyDecimals, UnusableEventError } from '../contract/index.ts';
import type { SignedFields } from './item.ts';

/** Adyen's own table (development-resources/currency-codes): CLP, CVE, IDR and ISK differ from ISO 4217. */
const decimalsOf = currencyDecimals({
  0: 'CVE DJF GNF IDR JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
});

/**
 * The amount of an item, in minor units; `undefined` if it has none.
 *
 * @throws {UnusableEventError} `amount_invalid`: negative, or without a currency code
 */
export function amountOf({ value, currency }: SignedFields): Money | undefined {
  if (value === '') return undefined;
  if (value.startsWith('-')) throw invalid('amount.value', 'is negative');
  if (!/^[A-Z]{3}$/.test(currency)) throw invalid('amount.currency', 'expected a currency code');
  return { amountMinor: BigInt(value), currency, exponent: decimalsOf(currency) };
}

const invalid = (path: string, message: string) =>
  new UnusableEventError('amount_invalid', { path, message });
