const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * Wait before each retry, milliseconds: doubling from one second, then every half hour. 27.6 h in all, 24.8 h at the
 * least with jitter, so that a day's outage of whatever a delivery needs ends before its retries do.
 */
export const RETRY_DELAYS_MS: readonly number[] = [
  1 * SECOND,
  2 * SECOND,
  4 * SECOND,
  8 * SECOND,
  16 * SECOND,
  32 * SECOND,
  64 * SECOND,
  128 * SECOND,
  256 * SECOND,
  512 * SECOND,
  1024 * SECOND,
  ...Array.from({ length: 54 }, () => 30 * MINUTE),
];

/** The first try and all of its retries. */
export const MAX_ATTEMPTS = RETRY_DELAYS_MS.length + 1;

/** Spread around the table's value, either way, so that what failed together does not come back together. */
const JITTER = 0.1;

/**
 * Milliseconds to wait after `attemptsMade` (1 and up) failed attempts; -1, BullMQ's "no more", when the table is at its end.
 *
 * @param random 0 up to but not including 1, as `Math.random()` gives
 */
export function retryDelayMs(attemptsMade: number, random: number): number {
  const delay = RETRY_DELAYS_MS[attemptsMade - 1];
  return delay === undefined ? -1 : Math.round(delay * (1 - JITTER + 2 * JITTER * random));
}
