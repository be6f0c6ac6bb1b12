import { setMaxListeners } from 'node:events';
import { DelayedError, UnrecoverableError, type Job, type Processor } from 'bullmq';
import { InvalidJobError, JobPostponedError } from './job-errors.ts';

export interface JobMeta {
  readonly jobId: string;
  /** The first attempt is 1. A crash of the worker does not count. */
  readonly attempt: number;
  /** Whether a failure of this attempt is final. */
  readonly isLastAttempt: boolean;
  /** Aborted when the worker must stop. Work that is not committed by then runs again on another worker. */
  readonly signal: AbortSignal;
}

export interface JobProcessor {
  readonly run: Processor<unknown, void>;
  /** Returns every job in flight to the queue. Resolves with the number of returned jobs. */
  readonly handBack: () => Promise<number>;
}

/** The function that BullMQ runs for each job: it decodes the job, processes it, and marks final failures. */
export function jobProcessor<Decoded>({
  decode,
  process,
  isPermanent,
}: {
  readonly decode: (data: unknown) => Decoded;
  readonly process: (job: Decoded, meta: JobMeta) => Promise<void>;
  readonly isPermanent: (error: unknown) => boolean;
}): JobProcessor {
  const inFlight = new Map<Job<unknown, void>, string>();
  const leaving = new AbortController();
  // Each job in flight may listen to it; Node would warn of a leak at eleven.
  setMaxListeners(0, leaving.signal);

  return {
    run: async (job, token = '') => {
      inFlight.set(job, token);
      try {
        await process(decode(job.data), metaOf(job, leaving.signal));
      } catch (error) {
        if (error instanceof JobPostponedError) {
          await job.moveToDelayed(Date.now() + error.delayMs, token);
          throw new DelayedError();
        }
        if (error instanceof InvalidJobError || isPermanent(error)) throw finalFailure(error);
        throw error;
      } finally {
        inFlight.delete(job);
      }
    },
    handBack: async () => {
      const jobs = [...inFlight];
      leaving.abort();
      const moved = await Promise.allSettled(jobs.map(([job, token]) => job.moveToWait(token)));
      return moved.filter(({ status }) => status === 'fulfilled').length;
    },
  };
}

const metaOf = (job: Job, signal: AbortSignal): JobMeta => ({
  jobId: job.id ?? '',
  attempt: job.attemptsMade + 1,
  isLastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
  signal,
});

/** Wraps an error in BullMQ's error that sends a job to the failed set at once. */
function finalFailure(cause: unknown): UnrecoverableError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return Object.assign(new UnrecoverableError(message), { cause });
}

/** Returns the error that `process` threw. */
export const originalError = (error: Error): Error =>
  error instanceof UnrecoverableError && error.cause instanceof Error ? error.cause : error;
