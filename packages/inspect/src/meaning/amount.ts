import { decimalFromMoney } from '@payspool/events';

/** `100.00 EUR`, exact; without a currency `100.00`. */
export function amountText({
  amountMinor,
  currency,
  exponent,
}: {
  readonly amountMinor: bigint;
  readonly currency?: string | null | undefined;
  readonly exponent: number;
}): string {
  const sign = amountMinor < 0n ? '−' : '';
  const digits = decimalFromMoney({ amountMinor: amountMinor < 0n ? -amountMinor : amountMinor, exponent });
  return `${sign}${digits}${currency ? ` ${currency}` : ''}`;
}
