import { RETRY_DELAYS_MS, retryDelayMs } from '@payspool/queue';
import { ReactionPostponedError } from '../reactions/errors.ts';

/** The delay by the retry table, and not shorter than the receiver asks for; -1 if there are no more retries. */
export function reactionDelayMs(
  attemptsMade: number,
  error: Error | undefined,
  random = Math.random(),
): number {
  const delay = retryDelayMs(attemptsMade, random);
  if (delay < 0 || !(error instanceof ReactionPostponedError)) return delay;
  return Math.max(delay, Math.min(error.retryAfterMs, MAX_POSTPONED_MS));
}

/** The maximum wait for a `Retry-After`, so that the retries are still made. */
const MAX_POSTPONED_MS = 48 * Math.max(...RETRY_DELAYS_MS);
