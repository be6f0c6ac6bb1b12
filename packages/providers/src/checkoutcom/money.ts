import type { Money } from '@payspool/events';
import { currencyDecimals } from '../contract/index.ts';

/**
 * Checkout.com's own table (docs: payments/accept-payments/format-the-amount-value, resources/calculating-the-amount). All other
 * currencies have two decimals, CLP too.
 */
const decimalsOf = currencyDecimals({
  0: 'BIF DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
});

/** Amounts are whole minor units. */
export const money = (amount: number, currency: string): Money => ({
  amountMinor: BigInt(amount),
  currency,
  exponent: decimalsOf(currency),
});
