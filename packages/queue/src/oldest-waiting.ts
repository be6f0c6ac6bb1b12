import type { Job } from 'bullmq';

/** Jobs that were tried keep the time of their making: only one that never was tells how long it has been due. */
const LOOKED_AT = 20;

/**
 * How long the next of those that were never tried has been due, milliseconds; `undefined` where none waits.
 *
 * @param now by the clock of whoever made the jobs, as near as may be
 */
export async function oldestWaitingMs(
  queue: {
    readonly getJobs: (types: ['waiting'], start: number, end: number, asc: true) => Promise<WaitingJob[]>;
  },
  now: Date,
): Promise<number | undefined> {
  const next = await queue.getJobs(['waiting'], 0, LOOKED_AT - 1, true);
  const due = next.filter((job) => job.attemptsMade === 0).map(dueAt);
  return due.length > 0 ? Math.max(0, now.getTime() - Math.min(...due)) : undefined;
}

export type WaitingJob = Pick<Job, 'attemptsMade' | 'timestamp' | 'opts'>;

const dueAt = ({ timestamp, opts }: WaitingJob): number => timestamp + (opts.delay ?? 0);
