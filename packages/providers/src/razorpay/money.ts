import type { Money } from '@payspool/events';
import { currencyDecimals } from '../contract/index.ts';

/** Razorpay's own table (payments/international-payments, "Supported Currencies"). */
const decimalsOf = currencyDecimals({
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD OMR TND',
});

/** Razorpay writes every amount as an integer in the currency's smallest unit. */
export const money = (amount: number, currency: string): Money => ({
  amountMinor: BigInt(amount),
  currency,
  exponent: decimalsOf(currency),
});
