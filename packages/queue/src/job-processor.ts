import { DelayedError, UnrecoverableError, type Job, type Processor } from 'bullmq';
import { InvalidJobError, JobPostponedError } from './job-errors.ts';

export interface JobMeta {
  readonly jobId: string;
  /** 1 for the first. A crash of the worker does not count. */
  readonly attempt: number;
  /** Whether a failure of this attempt is final. */
  readonly isLastAttempt: boolean;
  /** Aborted when the worker has to go: what is not committed by then runs again elsewhere. */
  readonly signal: AbortSignal;
}

export interface JobProcessor {
  readonly run: Processor<unknown, void>;
  /** Hands every job in flight back to the queue, and says how many it could. */
  readonly handBack: () => Promise<number>;
}

/** What BullMQ runs for each job: decode, process, and tell it which failures are final. */
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

/** BullMQ's word for "to the failed set at once", around what was thrown. */
function finalFailure(cause: unknown): UnrecoverableError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return Object.assign(new UnrecoverableError(message), { cause });
}

/** What `process` threw. */
export const originalError = (error: Error): Error =>
  error instanceof UnrecoverableError && error.cause instanceof Error ? error.cause : error;
