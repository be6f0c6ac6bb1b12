import type { Money } from '@payspool/events';
import { currencyDecimals, decimalMoney } from '../contract/index.ts';

/**
 * The decimals of ISO 4217. Shopify writes amounts as decimal text in main units and publishes no table of its own, so an amount
 * with more decimals than its currency has is refused.
 */
const decimalsOf = currencyDecimals({
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
});

/** @throws {UnusableEventError} `amount_invalid` at `path` */
export const readMoney = (
  { amount, currency }: { readonly amount: string; readonly currency: string },
  path: string,
): Money => decimalMoney(amount, { currency, exponent: decimalsOf(currency), path });
