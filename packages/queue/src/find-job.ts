import type { DeliveryJob } from './delivery-job.ts';
import { deduplicationId } from './job-options.ts';
import type { JobQueue } from './store/store.ts';

/** Where a delivery stands in the queue. */
export interface JobFacts {
  readonly jobId: string;
  /** BullMQ's word: `waiting`, `active`, `delayed`, `completed`, `failed`. */
  readonly state: string;
  /** Attempts that have ended, well or badly. */
  readonly attemptsMade: number;
  /** Why the last attempt failed. */
  readonly failedReason?: string;
}

/** What names a delivery in the queue. */
export type JobName = Pick<DeliveryJob, 'provider' | 'account' | 'eventKey' | 'kind'>;

/** The job that a delivery made, as long as the queue remembers it. */
export async function findJob(queue: JobQueue, name: JobName): Promise<JobFacts | undefined> {
  const jobId = await queue.getDeduplicationJobId(deduplicationId(name));
  const job = jobId ? await queue.getJob(jobId) : undefined;
  if (!jobId || !job) return undefined;
  const failedReason = job.failedReason ? { failedReason: job.failedReason } : {};
  return { jobId, state: await queue.getJobState(jobId), attemptsMade: job.attemptsMade, ...failedReason };
}
