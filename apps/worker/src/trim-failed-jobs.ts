import type { Database } from '@payspool/db';
import { recordedDeliveries } from '@payspool/projection';
import { forgetFinishedJobs, type KeptJobs } from '@payspool/queue';

/**
 * Removes failed delivery jobs from the queue that exceed the limits, but only if `events` has their event. A delivery that the
 * database never got, because it was unavailable at the last attempt too, is always kept. Resolves with the number of removed
 * jobs.
 * Rejects with `QueueUnavailableError`.
 */
export const trimFailedJobs = (
  db: Database,
  {
    queue,
    keep,
    signal,
  }: {
    readonly queue: { readonly url: string; readonly keyPrefix?: string };
    readonly keep: KeptJobs;
    readonly signal?: AbortSignal;
  },
): Promise<number> =>
  forgetFinishedJobs({
    ...queue,
    states: ['failed'],
    keep,
    choose: (jobs) => recordedDeliveries(db, jobs),
    ...(signal && { signal }),
  });
