import { InvalidAmountError, moneyFromDecimal, type Money } from '@payspool/events';
import { UnusableEventError } from '../contract/index.ts';

/** ISO 4217 currencies whose minor unit is not a hundredth. */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...words('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF').map(
    (code) => [code, 0] as const,
  ),
  ...words('BHD IQD JOD KWD LYD OMR TND').map((code) => [code, 3] as const),
  ...words('CLF UYW').map((code) => [code, 4] as const),
]);
/** The maximum number of digits of a canonical amount. */
const MAX_MINOR = 10n ** 38n - 1n;
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
  // A payment cannot be negative; the decimal reader would drop the sign.
  if (data.amount.startsWith('-')) throw invalidAmount('is negative');
  try {
    const money = moneyFromDecimal(data.amount, currency, EXPONENTS.get(currency) ?? 2);
    if (money.amountMinor > MAX_MINOR) throw invalidAmount('has more than 38 digits');
    return money;
  } catch (cause) {
    if (cause instanceof InvalidAmountError) throw invalidAmount(cause.message, cause);
    throw cause;
  }
}

const invalidAmount = (message: string, cause?: unknown): UnusableEventError =>
  new UnusableEventError('amount_invalid', { path: 'data.amount', message, cause });

function words(text: string): string[] {
  return text.split(' ');
}
