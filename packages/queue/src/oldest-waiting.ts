import type { Job } from 'bullmq';

/** A job that was tried keeps its creation time, so only a job that was never tried shows how long it has been due. */
const LOOKED_AT = 20;

/**
 * How long the next untried job has been due, milliseconds; `undefined` if none waits.
 *
 * @param now by the clock of the process that made the jobs, as closely as possible
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
