import type { Money } from '@payspool/events';

/** Stripe's zero-decimal currencies (docs.stripe.com/currencies), without UGX: see below. */
const ZERO_DECIMAL = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
const THREE_DECIMAL = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/**
 * Stripe's integer amount as money. The exponent follows Stripe's rule, not ISO's: ISK and UGX have no minor unit, and are
 * written with two decimals for backwards compatibility (docs.stripe.com/currencies, "Special cases").
 */
export function money(amountMinor: number, currency: string): Money {
  const code = currency.toUpperCase();
  return { amountMinor: BigInt(amountMinor), currency: code, exponent: exponentOf(code) };
}

function exponentOf(code: string): number {
  if (ZERO_DECIMAL.has(code)) return 0;
  return THREE_DECIMAL.has(code) ? 3 : 2;
}
