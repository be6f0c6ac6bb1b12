import type { Money } from '@payspool/events';
import { currencyDecimals, decimalMoney, UnusableEventError } from '../contract/index.ts';

/** ISO 4217 currencies whose minor unit is not a hundredth. */
const decimalsOf = currencyDecimals({
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
});
const CODE = /^[A-Z]{3}$/;

/**
 * The amount of a payment, from its decimal text and ISO 4217 code in any case.
 *
 * @throws {UnusableEventError} `currency_unknown` or `amount_invalid`
 */
export function readMoney(data: { readonly amount: string; readonly currency: string }): Money {
  const currency = data.currency.toUpperCase();
  if (!CODE.test(currency)) {
    throw new UnusableEventError('currency_unknown', {
      path: 'data.currency',
      message: 'not an ISO 4217 code',
    });
  }
  return decimalMoney(data.amount, { currency, exponent: decimalsOf(currency), path: 'data.amount' });
}
