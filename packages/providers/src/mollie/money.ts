import type { Money } from '@payspool/events';
import { currencyDecimals, decimalMoney } from '../contract/index.ts';
import type { Amount } from './schema.ts';

/**
 * "value": a decimal with as many digits as the currency has by ISO 4217 (docs.mollie.com, "Common data types", Amount): "10.00"
 * EUR, "100" JPY. The currencies without cents, or with three decimals, are those of ISO 4217.
 */
const decimals = currencyDecimals({
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
});

/** @throws {UnusableEventError} `amount_invalid`, at `<path>.value` */
export const readMoney = ({ currency, value }: Amount, path: string): Money =>
  decimalMoney(value, { currency, exponent: decimals(currency), path: `${path}.value` });
