import type { Database } from '@payspool/db';
import { type DeliveryName, recordedDeliveries } from '@payspool/projection';
import { forgetFinishedJobs, QueueUnavailableError } from '@payspool/queue';
import { commandEnv } from '../local-stack.ts';

/** The number of removed jobs, or why the queue may still hold bodies. */
export type Forgotten = { readonly jobs: number } | { readonly unknown: string; readonly unreachable?: true };

/**
 * Removes the finished jobs of every recorded event whose body was erased from the log, because the queue holds a copy. It can be
 * repeated if the queue could not be reached the first time.
 */
export async function forgetJobs(db: Database): Promise<Forgotten> {
  const url = commandEnv()['QUEUE_URL'];
  if (!url) return { unknown: 'QUEUE_URL is not set' };
  try {
    // The only copy of an event that is not recorded is in the queue.
    const choose = (jobs: readonly DeliveryName[]) => recordedDeliveries(db, jobs, { bodyGone: true });
    return { jobs: await forgetFinishedJobs({ url, choose }) };
  } catch (error) {
    if (!(error instanceof QueueUnavailableError)) throw error;
    return { unknown: error.message, unreachable: true };
  }
}
