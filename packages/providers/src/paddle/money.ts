import type { Money } from '@payspool/events';
import { currencyDecimals } from '../contract/index.ts';

/**
 * Amounts are in the lowest denomination of the currency, and some have none: 100 JPY is `"100"`
 * (developer.paddle.com/api-reference/currencies). These are the currencies without one of paddle-node-sdk
 * src/enums/shared/currency-code.ts.
 */
const decimalsOf = currencyDecimals({ 0: 'CLP JPY KRW VND' });

export const money = (amountMinor: bigint, currency: string): Money => ({
  amountMinor,
  currency,
  exponent: decimalsOf(currency),
});
