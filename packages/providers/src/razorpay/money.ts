import type { Money } from '@payspool/events';

/** Currencies without two decimals, from Razorpay's own table (payments/international-payments, "Supported Currencies"). */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG'].map((code) => [code, 0] as const),
  ...['RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map((code) => [code, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'OMR', 'TND'].map((code) => [code, 3] as const),
]);
const USUAL_EXPONENT = 2;

/** Razorpay writes every amount as an integer in the currency's smallest unit. */
export const money = (amount: number, currency: string): Money => ({
  amountMinor: BigInt(amount),
  currency,
  exponent: EXPONENTS.get(currency) ?? USUAL_EXPONENT,
});
