import { deduplicationId, type JobName } from './job-name.ts';
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
  /** When a delayed job runs again. */
  readonly nextAt?: Date;
}

/** Finds the job of a delivery, as long as the queue remembers it. */
export async function findJob(queue: JobQueue, name: JobName): Promise<JobFacts | undefined> {
  const jobId = await queue.getDeduplicationJobId(deduplicationId(name));
  const job = jobId ? await queue.getJob(jobId) : undefined;
  if (!jobId || !job) return undefined;
  const state = await queue.getJobState(jobId);
  const { attemptsMade, failedReason, delay, timestamp, processedOn = timestamp } = job;
  return {
    jobId,
    state,
    attemptsMade,
    ...(failedReason && { failedReason }),
    ...(state === 'delayed' && { nextAt: new Date(processedOn + delay) }),
  };
}

/** Moves the failed job of a delivery back to the waiting ones. If another process has just done so, that is as good. */
export async function retryJob(queue: JobQueue, name: JobName): Promise<'retried' | 'other' | 'gone'> {
  const jobId = await queue.getDeduplicationJobId(deduplicationId(name));
  const job = jobId ? await queue.getJob(jobId) : undefined;
  if (!jobId || !job) return 'gone';
  if ((await queue.getJobState(jobId)) !== 'failed') return 'other';
  try {
    await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    return 'retried';
  } catch (error) {
    if ((await queue.getJobState(jobId)) === 'failed') throw error;
    return 'other';
  }
}
