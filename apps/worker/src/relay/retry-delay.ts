import { RETRY_DELAYS_MS, retryDelayMs } from '@payspool/queue';
import { ReactionPostponedError } from '../reactions/errors.ts';

/** By the retry table, and no sooner than the other side asks for; -1 when there are no more. */
export function reactionDelayMs(
  attemptsMade: number,
  error: Error | undefined,
  random = Math.random(),
): number {
  const delay = retryDelayMs(attemptsMade, random);
  if (delay < 0 || !(error instanceof ReactionPostponedError)) return delay;
  return Math.max(delay, Math.min(error.retryAfterMs, MAX_POSTPONED_MS));
}

/** However long somebody asks us to wait, the retries are worth having. */
const MAX_POSTPONED_MS = 48 * Math.max(...RETRY_DELAYS_MS);
