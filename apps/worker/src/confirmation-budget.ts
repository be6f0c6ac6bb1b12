import { JobPostponedError } from '@payspool/queue';

/** Requests per second to providers' APIs, after a burst of the same size. */
const PER_SECOND = 20;
const BURST = 100;
/** Maximum wait of a hint for its turn, in milliseconds. Hints that would wait longer are spread over the second half of it. */
const MAX_WAIT_MS = 30 * 60_000;

export interface ConfirmationBudget {
  /** Asks, or rejects with `JobPostponedError`: the hint then comes back at its turn, and this does not count as an attempt. */
  readonly run: <T>(ask: () => Promise<T>) => Promise<T>;
}

/**
 * Limits the resources of unsigned hints: half of the worker's slots, because a provider's API may take ten seconds to answer,
 * and a number of requests per second. Signed deliveries are not limited by this. Postponed hints get consecutive turns, so that
 * a flood of them is not retried again and again without result.
 */
export function createConfirmationBudget({
  concurrency,
  now = () => performance.now(),
  random = Math.random,
}: {
  /** The worker's number of jobs at once. */
  readonly concurrency: number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
  /** At least 0, less than 1. */
  readonly random?: () => number;
}): ConfirmationBudget {
  const atOnce = Math.max(1, Math.floor(concurrency / 2));
  const everyMs = 1000 / PER_SECOND;
  let asking = 0;
  let spentUntil = Number.NEGATIVE_INFINITY;
  let lastTurn = Number.NEGATIVE_INFINITY;

  const isWithinRate = (at: number): boolean => spentUntil - at <= (BURST - 1) * everyMs;
  const turnAfter = (at: number): number => {
    lastTurn = Math.max(lastTurn, at) + everyMs;
    const delayMs = Math.ceil(lastTurn - at);
    if (delayMs <= MAX_WAIT_MS) return delayMs;
    lastTurn = at + MAX_WAIT_MS;
    return Math.ceil(MAX_WAIT_MS * (0.5 + random() / 2));
  };

  return {
    run: async (ask) => {
      const at = now();
      if (asking >= atOnce) throw new JobPostponedError('other hints are being confirmed', turnAfter(at));
      if (!isWithinRate(at)) throw new JobPostponedError('too many hints', turnAfter(at));
      spentUntil = Math.max(spentUntil, at) + everyMs;
      asking += 1;
      try {
        return await ask();
      } finally {
        asking -= 1;
      }
    },
  };
}
