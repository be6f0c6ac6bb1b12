import type { Database } from '@payspool/db';
import { recordedDeliveries } from '@payspool/projection';
import { forgetFinishedJobs, type KeptJobs } from '@payspool/queue';

/**
 * Removes failed delivery jobs from the queue beyond what is to be kept, each only once `events` has its event: what the database never
 * got, because it was away at the last attempt as well, stays however old and however many. Resolves with how many were removed.
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
