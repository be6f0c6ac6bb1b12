import type { Money } from '@payspool/events';
import { currencyDecimals } from '../contract/index.ts';

/**
 * ISO 4217. The SDK's types say "the currency's smallest unit (cents for USD, yen for JPY, fils for KWD)"
 * (dodopayments src/resources/payments.ts, `total_amount`); other currencies are not listed.
 */
const decimalsOf = currencyDecimals({
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
});

/** Amounts are whole numbers of the currency's smallest unit. */
export const money = (amount: number | bigint, currency: string): Money => ({
  amountMinor: BigInt(amount),
  currency,
  exponent: decimalsOf(currency),
});
