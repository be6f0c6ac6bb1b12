import { JobPostponedError } from '@payspool/queue';

/** Questions a second to providers' APIs, once as many as in a burst were asked. */
const PER_SECOND = 20;
const BURST = 100;
/** No hint waits longer than this for its turn, milliseconds: hints that are further back are spread over the second half of it. */
const MAX_WAIT_MS = 30 * 60_000;

export interface ConfirmationBudget {
  /** Asks, or rejects with `JobPostponedError`: the hint comes back when its turn has come, and that was no attempt. */
  readonly run: <T>(ask: () => Promise<T>) => Promise<T>;
}

/**
 * Bounds what unsigned hints can use up: half of the worker's slots, because a provider's API may take ten seconds to answer, and so many
 * questions a second. Deliveries that are signed do not share either. Postponed hints get turns one after the other, so that a flood
 * of them is not taken up again and again in vain.
 */
export function createConfirmationBudget({
  concurrency,
  now = () => performance.now(),
  random = Math.random,
}: {
  /** Of the worker: jobs in flight. */
  readonly concurrency: number;
  /** Milliseconds of a clock that does not go back. */
  readonly now?: () => number;
  /** 0 up to but not including 1. */
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
