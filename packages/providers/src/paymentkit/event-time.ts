import { fromDate, fromIsoText, fromUnixSeconds } from '../contract/index.ts';

/** 10^11 seconds lie in the year 5138, as many milliseconds in 1973. */
const MILLISECONDS_FROM = 1e11;
const DIGITS = /^\d{1,16}$/;

/**
 * A time in the canonical format. PaymentKit writes Unix seconds for periods and ISO 8601 for its own columns
 * (payment-types lib/*.d.ts); milliseconds and digits in text are read too. `undefined` if it is not a time between 1970 and 9999.
 */
export function readTime(value: unknown): string | undefined {
  if (typeof value === 'number') {
    return value >= MILLISECONDS_FROM ? fromDate(new Date(value)) : fromUnixSeconds(value);
  }
  if (typeof value !== 'string') return undefined;
  return DIGITS.test(value) ? readTime(Number(value)) : fromIsoText(value);
}
