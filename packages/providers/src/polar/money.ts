import type { Money } from '@payspool/events';
import { currencyDecimals } from '../contract/index.ts';

/** polarsource/polar server/polar/kit/currency.py, `_ZERO_DECIMAL_CURRENCIES`. Every other currency has two decimals there. */
const decimalsOf = currencyDecimals({
  0: 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF',
});

export const money = (amountMinor: number | bigint, currency: string): Money => ({
  amountMinor: BigInt(amountMinor),
  currency,
  exponent: decimalsOf(currency),
});
