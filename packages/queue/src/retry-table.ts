const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * Waiting time before each retry, milliseconds: doubling from one second, then every half hour. The sum is 27.6 h, with jitter at least
 * 24.8 h. An outage of one day therefore ends before the retries do.
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

/** The first attempt and all retries. */
export const MAX_ATTEMPTS = RETRY_DELAYS_MS.length + 1;

/** Random deviation from the table's value in both directions, so that jobs that failed together are not retried together. */
const JITTER = 0.1;

/**
 * Milliseconds to wait after `attemptsMade` (1 or more) failed attempts; -1, BullMQ's value for no retry, at the end of the table.
 *
 * @param random from 0 up to but not including 1, as `Math.random()` returns
 */
export function retryDelayMs(attemptsMade: number, random: number): number {
  const delay = RETRY_DELAYS_MS[attemptsMade - 1];
  return delay === undefined ? -1 : Math.round(delay * (1 - JITTER + 2 * JITTER * random));
}
