import type { Money } from '@payspool/events';
import { currencyDecimals } from '../contract/index.ts';

/** Stripe's zero-decimal and three-decimal currencies (docs.stripe.com/currencies), without UGX: see below. */
const decimalsOf = currencyDecimals({
  0: 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF',
  3: 'BHD JOD KWD OMR TND',
});

/**
 * Stripe's integer amount as money. The exponent follows Stripe's rule, not ISO's: ISK and UGX have no minor unit, and are
 * written with two decimals for backwards compatibility (docs.stripe.com/currencies, "Special cases").
 */
export function money(amountMinor: number, currency: string): Money {
  const code = currency.toUpperCase();
  return { amountMinor: BigInt(amountMinor), currency: code, exponent: decimalsOf(code) };
}
