import { setMaxListeners } from 'node:events';
import { DelayedError, type Job, type Processor, UnrecoverableError } from 'bullmq';
import { type RunningWorker, runUntilStopped } from './run-until-stopped.ts';
import { DELIVERIES, KEY_PREFIX, type QueueName, REACTIONS, TASKS } from './names.ts';
import type { QueueTelemetry } from './store/tracing.ts';
import { parseQueueUrl } from './queue-url.ts';
import { retryDelayMs } from './retry-table.ts';
import { type JobWorker, openStore } from './store/store.ts';
import { withoutPayload } from './without-payload.ts';
import { InvalidJobError, JobPostponedError } from './job-errors.ts';
import { decodeDeliveryJob, type DeliveryJob } from './delivery-job.ts';
import { decodeReactionJob, type ReactionJob } from './reaction-queue.ts';
import { decodeTask, type Task } from './task-queue.ts';

/** Callbacks for logs and metrics. They get ids only; the content of the delivery goes to `process` alone. */
export interface WorkerHooks {
  readonly onCompleted?: (done: { readonly jobId: string; readonly attempt: number }) => void;
  readonly onFailed?: (failure: {
    readonly jobId: string;
    readonly attempt: number;
    readonly error: Error;
    /** If false, the job is in the failed set and stays there. */
    readonly willRetry: boolean;
  }) => void;
  /** A worker disappeared with the job; another worker will run it. */
  readonly onStalled?: (jobId: string) => void;
  /** The store is down or refused a command. The worker recovers by itself. */
  readonly onError: (error: Error) => void;
}

export interface JobWorkerOptions<Decoded> extends WorkerHooks {
  /** `QUEUE_URL`. */
  readonly url: string;
  /** Maximum number of jobs in flight. */
  readonly concurrency: number;
  /** Resolves when the job's effects are committed, now or earlier. Runs again after a rejection and after a crash. */
  readonly process: (job: Decoded, meta: JobMeta) => Promise<void>;
  /** Whether retries are useless for this error. If so, the job goes to the failed set at once. */
  readonly isPermanent: (error: unknown) => boolean;
  /** A job goes to another worker if its own worker has not reported for this time, milliseconds. */
  readonly lockDurationMs?: number;
  /** How often to look for such jobs, milliseconds. */
  readonly stalledIntervalMs?: number;
  /** Milliseconds until the next attempt, after `attemptsMade` attempts, the last of which threw `error`; -1 for no further attempt. */
  readonly retryDelay?: (attemptsMade: number, error?: Error) => number;
  readonly keyPrefix?: string;
  readonly telemetry?: QueueTelemetry | undefined;
}

/**
 * BullMQ fails a job without running it if its workers disappeared more often than this. A deployment that stalls a job must not count
 * against the job. At one stall per 30 s, this allows three and a half days of continuous crashes.
 */
const MAX_STALLS = 10_000;

/**
 * Opens the consumer of a queue. It connects in the background, and reconnects each time the store was down.
 *
 * @throws {InvalidQueueUrlError}
 */
function openJobWorker<Decoded>(
  options: JobWorkerOptions<Decoded> & {
    readonly queueName: QueueName;
    /** Throws `InvalidJobError` for data that no retry can make valid. */
    readonly decode: (data: unknown) => Decoded;
  },
): RunningWorker {
  const {
    url,
    queueName,
    concurrency,
    lockDurationMs = 30_000,
    stalledIntervalMs = 30_000,
    keyPrefix = KEY_PREFIX,
    telemetry,
    onError,
  } = options;
  const { retryDelay = (attemptsMade) => retryDelayMs(attemptsMade, Math.random()) } = options;
  const store = openStore(parseQueueUrl(url), {
    queueName,
    role: 'worker',
    timeoutMs: 30_000,
    maxConnections: Math.min(concurrency, 8) + 2, // one connection listens, one renews locks
    keyPrefix,
    telemetry,
    onError,
  });
  const processor = jobProcessor(options);
  const create = () => {
    const worker = store.createWorker(processor.run, {
      autorun: false,
      concurrency,
      lockDuration: lockDurationMs,
      stalledInterval: stalledIntervalMs,
      maxStalledCount: MAX_STALLS,
      runRetryDelay: 1000, // the default is 15 s each time the store was down
      settings: {
        backoffStrategy: (attemptsMade, _type, error) =>
          retryDelay(attemptsMade, error && originalError(error)),
      },
    });
    listen(worker, options);
    return worker;
  };
  return runUntilStopped({ store, create, processor, onError });
}

function listen(worker: JobWorker, { onCompleted, onFailed, onStalled, onError }: WorkerHooks): void {
  const seen = (job: Job<unknown, void>) => ({ jobId: job.id ?? '', attempt: job.attemptsMade });
  worker.on('completed', (job) => onCompleted?.(seen(job)));
  worker.on('stalled', (jobId) => onStalled?.(jobId));
  worker.on('error', (error) => onError(withoutPayload(error)));
  worker.on('failed', (job, error) => {
    if (job)
      onFailed?.({ error: originalError(error), willRetry: job.finishedOn === undefined, ...seen(job) });
  });
}

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
function jobProcessor<Decoded>({
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
const originalError = (error: Error): Error =>
  error instanceof UnrecoverableError && error.cause instanceof Error ? error.cause : error;

export type DeliveryWorkerOptions = JobWorkerOptions<DeliveryJob>;
export type DeliveryWorker = RunningWorker;

/**
 * Opens the consumer of the queue of deliveries.
 *
 * @throws {InvalidQueueUrlError}
 */
export const openDeliveryWorker = (options: DeliveryWorkerOptions): DeliveryWorker =>
  openJobWorker({ ...options, queueName: DELIVERIES, decode: decodeDeliveryJob });

/**
 * Opens the consumer of the queue of reactions.
 *
 * @throws {InvalidQueueUrlError}
 */
export const openReactionWorker = (options: JobWorkerOptions<ReactionJob>): RunningWorker =>
  openJobWorker({ ...options, queueName: REACTIONS, decode: decodeReactionJob });

/**
 * Opens the consumer of the queue of tasks.
 *
 * @throws {InvalidQueueUrlError}
 */
export const openTaskWorker = (options: JobWorkerOptions<Task>): RunningWorker =>
  openJobWorker({ ...options, queueName: TASKS, decode: decodeTask });
