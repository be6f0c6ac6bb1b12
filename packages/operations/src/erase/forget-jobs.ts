import type { Database } from '@payspool/db';
import { recordedDeliveries } from '@payspool/projection';
import { type FinishedJob, forgetFinishedJobs, QueueUnavailableError } from '@payspool/queue';

/** The number of removed jobs, or why the queue may still hold bodies. */
export type Forgotten =
  | { readonly jobs: number }
  | { readonly unknown: string; readonly isUnreachable?: true };

export interface ForgetErasedOptions {
  /** Where the queue is; `undefined` if the process does not know. */
  readonly queue: { readonly url: string; readonly keyPrefix?: string } | undefined;
  /** Whether a job is about a customer whose bodies are erased. */
  readonly isOfCustomer?: ((job: FinishedJob) => boolean) | undefined;
}

/**
 * Removes the finished jobs of every recorded event whose body was erased from the log, because the queue holds a copy, and the completed
 * jobs that name a customer. It can be repeated if the queue could not be reached the first time.
 */
export async function forgetErasedJobs(
  db: Database,
  { queue, isOfCustomer = () => false }: ForgetErasedOptions,
): Promise<Forgotten> {
  if (!queue) return { unknown: 'QUEUE_URL is not set' };
  try {
    // The only copy of an event that is not recorded is in the queue, unless its job has completed: then it was a hint, of which the
    // answer is recorded, or a duplicate.
    const choose = async (jobs: readonly FinishedJob[]) => {
      const recorded = new Set(await recordedDeliveries(db, jobs, { bodyGone: true }));
      return jobs.filter((job) => recorded.has(job) || (job.state === 'completed' && isOfCustomer(job)));
    };
    return { jobs: await forgetFinishedJobs({ choose, ...queue }) };
  } catch (error) {
    if (!(error instanceof QueueUnavailableError)) throw error;
    return { unknown: error.message, isUnreachable: true };
  }
}
