import type { Money } from '@payspool/events';
import { UnusableEventError } from '../contract/index.ts';
import type { Amounts } from './schema.ts';

/** Currencies without decimals, and with three, by ISO 4217. */
const WITHOUT_DECIMALS = new Set(
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '),
);
const WITH_THREE = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/**
 * Reads an amount of an order or invoice, of the field `total` or `refunded_amount`.
 *
 * Amounts are "in cents". No page says what that means for a currency that has no cents, so the body has to show it: `total_formatted`
 * is the same amount for people.
 *
 * @throws {UnusableEventError} `currency_unknown`, if the body does not show how many decimals the currency has
 */
export const moneyOf = (amounts: Amounts, amount: number): Money => ({
  amountMinor: BigInt(amount),
  currency: amounts.currency,
  exponent: exponentOf(amounts),
});

function exponentOf(amounts: Amounts): number {
  const { currency } = amounts;
  if (!WITHOUT_DECIMALS.has(currency) && !WITH_THREE.has(currency)) return 2;
  const shown = WITHOUT_DECIMALS.has(currency) ? shownExponent(amounts) : undefined;
  if (shown !== undefined) return shown;
  throw new UnusableEventError('currency_unknown', {
    path: 'data.attributes.currency',
    message: `it is not known how many decimals amounts in ${currency} have`,
  });
}

/** `¥1,000` with a total of 1000 has no decimals; with a total of 100000 it has two. Nothing is shown by an amount of 0. */
function shownExponent({ total, total_formatted: text = '' }: Amounts): number | undefined {
  const digits = text.replaceAll(/\D/g, '');
  const shownDecimals = /[.,](\d{1,2})$/.exec(text)?.[1]?.length ?? 0;
  if (total === 0) return 2;
  if (digits === '' || digits.length > MOST_DIGITS) return undefined;
  const inHundredths = BigInt(digits) * 10n ** BigInt(2 - shownDecimals);
  if (inHundredths === BigInt(total)) return 2;
  return inHundredths === BigInt(total) * 100n ? 0 : undefined;
}
const MOST_DIGITS = 30;

/** All refunds of an order or invoice together, in its minor units; `undefined` if there are none, or if the body does not say how much. */
export function refundedOf(
  { refunded_amount: amount, refunded, total }: Amounts,
  status: string | undefined,
): bigint | undefined {
  if (amount !== undefined && amount > 0) return BigInt(amount);
  return refunded === true || status === 'refunded' ? BigInt(total) : undefined;
}
