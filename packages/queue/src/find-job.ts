import type { DeliveryJob } from './delivery-job.ts';
import { deduplicationId } from './job-options.ts';
import type { JobQueue } from './store/store.ts';

/** The state of a delivery in the queue. */
export interface JobFacts {
  readonly jobId: string;
  /** BullMQ's name of the state: `waiting`, `active`, `delayed`, `completed`, `failed`. */
  readonly state: string;
  /** Attempts that have ended, with or without success. */
  readonly attemptsMade: number;
  /** Why the last attempt failed. */
  readonly failedReason?: string;
}

/** The fields that identify a delivery in the queue. */
export type JobName = Pick<DeliveryJob, 'provider' | 'account' | 'eventKey' | 'kind'>;

/** Finds the job of a delivery, as long as the queue remembers it. */
export async function findJob(queue: JobQueue, name: JobName): Promise<JobFacts | undefined> {
  const jobId = await queue.getDeduplicationJobId(deduplicationId(name));
  const job = jobId ? await queue.getJob(jobId) : undefined;
  if (!jobId || !job) return undefined;
  const failedReason = job.failedReason ? { failedReason: job.failedReason } : {};
  return { jobId, state: await queue.getJobState(jobId), attemptsMade: job.attemptsMade, ...failedReason };
}
