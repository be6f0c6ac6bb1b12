import type { Money } from '@payspool/events';
import { UnusableEventError } from '../contract/index.ts';

/** Currencies whose minor unit is not a hundredth, by ISO 4217. */
const NO_CENTS = new Set(
  'BHD BIF CLP DJF GNF IQD ISK JOD JPY KMF KRW KWD LYD OMR PYG RWF TND UGX VND VUV XAF XOF XPF'.split(' '),
);

/**
 * Amounts are "in cents. 1000 = $10.00" (creem SDK). No page says what that means for a currency without cents, so such an event is
 * refused rather than counted a hundredfold.
 *
 * @throws {UnusableEventError} `currency_unknown`
 */
export function money(amount: number, currency: string, path: string): Money {
  if (!NO_CENTS.has(currency)) return { amountMinor: BigInt(amount), currency, exponent: 2 };
  throw new UnusableEventError('currency_unknown', {
    path,
    message: `it is not known how many decimals amounts in ${currency} have`,
  });
}
