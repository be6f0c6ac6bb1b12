import type { Database } from '@payspool/db';
import { type DeliveryName, recordedDeliveries } from '@payspool/projection';
import { forgetFinishedJobs, QueueUnavailableError } from '@payspool/queue';

/** The number of removed jobs, or why the queue may still hold bodies. */
export type Forgotten =
  | { readonly jobs: number }
  | { readonly unknown: string; readonly isUnreachable?: true };

/**
 * Removes the finished jobs of every recorded event whose body was erased from the log, because the queue holds a copy. It can be
 * repeated if the queue could not be reached the first time.
 *
 * @param queue where the queue is; `undefined` if the process does not know
 */
export async function forgetErasedJobs(
  db: Database,
  queue: { readonly url: string; readonly keyPrefix?: string } | undefined,
): Promise<Forgotten> {
  if (!queue) return { unknown: 'QUEUE_URL is not set' };
  try {
    // The only copy of an event that is not recorded is in the queue.
    const choose = (jobs: readonly DeliveryName[]) => recordedDeliveries(db, jobs, { bodyGone: true });
    return { jobs: await forgetFinishedJobs({ choose, ...queue }) };
  } catch (error) {
    if (!(error instanceof QueueUnavailableError)) throw error;
    return { unknown: error.message, isUnreachable: true };
  }
}
