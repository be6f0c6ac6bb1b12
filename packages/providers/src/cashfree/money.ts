import type { Money } from '@payspool/events';
import { currencyDecimals, decimalMoney } from '../contract/index.ts';

/** payments/international-payments/ipg/currencies-supported: JPY and VND whole, BHD with three decimals. The others by ISO 4217. */
const decimalsOf = currencyDecimals({
  0: 'BIF CLP DJF GNF JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
});

/** @throws {UnusableEventError} `amount_invalid` at `path` */
export const readMoney = (amount: string, { currency, path }: { currency: string; path: string }): Money =>
  decimalMoney(amount, { currency, exponent: decimalsOf(currency), path });

/** Subscriptions are charged in rupees; their older bodies and their refunds name no currency. */
export const INR = 'INR';
