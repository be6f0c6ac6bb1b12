import type { Money } from './money.ts';

/** The text is not a decimal amount, or has more decimals than its currency can hold. */
export class InvalidAmountError extends Error {
  readonly code = 'invalid_amount';
  override readonly name = 'InvalidAmountError';
}

const DECIMAL = /^(-?)(\d*)(?:\.(\d+))?$/;
const MAX_TEXT_LENGTH = 80;

/**
 * Reads a decimal amount from its text without a float: `"100.00"` USD (2) is 10000n, `".5"` is 50n.
 * The sign is dropped: providers write refunds with and without it, and the event's type says in which direction money moved.
 *
 * @throws {InvalidAmountError} if the text is not a decimal, or has more non-zero decimals than `exponent`
 */
export function moneyFromDecimal(text: string, currency: string, exponent: number): Money {
  const match = text.length <= MAX_TEXT_LENGTH ? DECIMAL.exec(text) : null;
  const [, , whole = '', fraction = ''] = match ?? [];
  if (!match || whole + fraction === '') throw new InvalidAmountError('not a decimal amount');
  const kept = fraction.slice(0, exponent).padEnd(exponent, '0');
  if (/[1-9]/.test(fraction.slice(exponent))) {
    throw new InvalidAmountError(`more decimals than ${currency} has (${exponent})`);
  }
  return { amountMinor: BigInt(`${whole}${kept}` || '0'), currency, exponent };
}

/** The inverse, for display: `{ amountMinor: 10000n, exponent: 2 }` reads `"100.00"`. */
export function decimalFromMoney({ amountMinor, exponent }: Pick<Money, 'amountMinor' | 'exponent'>): string {
  const digits = amountMinor.toString().padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
