import type { Job } from 'bullmq';
import { type RunningWorker, runUntilStopped } from './run-until-stopped.ts';
import { jobProcessor, originalError, type JobMeta } from './job-processor.ts';
import { KEY_PREFIX, type QueueName } from './names.ts';
import type { QueueTelemetry } from './queue-telemetry.ts';
import { parseQueueUrl } from './url/queue-url.ts';
import { retryDelayMs } from './retry-table.ts';
import { openStore } from './store/open-store.ts';
import type { JobWorker } from './store/store.ts';
import { withoutPayload } from './without-payload.ts';

/** What happens to jobs, for logs and metrics. Ids only: the delivery is `process`'s. */
export interface WorkerHooks {
  readonly onCompleted?: (done: { readonly jobId: string; readonly attempt: number }) => void;
  readonly onFailed?: (failure: {
    readonly jobId: string;
    readonly attempt: number;
    readonly error: Error;
    /** Otherwise the job is in the failed set, for good. */
    readonly willRetry: boolean;
  }) => void;
  /** A worker went away with the job; another will run it. */
  readonly onStalled?: (jobId: string) => void;
  /** The store is away, or refused something; the worker carries on by itself. */
  readonly onError: (error: Error) => void;
}

export interface JobWorkerOptions<Decoded> extends WorkerHooks {
  /** `QUEUE_URL`. */
  readonly url: string;
  /** Jobs in flight at once. */
  readonly concurrency: number;
  /** Resolves when the job's effects are committed, or were before. Runs again after a rejection, and after a crash. */
  readonly process: (job: Decoded, meta: JobMeta) => Promise<void>;
  /** Whether no retry would mend this: the job goes to the failed set at once. */
  readonly isPermanent: (error: unknown) => boolean;
  /** A job whose worker has not been heard of for so long is another's, milliseconds. */
  readonly lockDurationMs?: number;
  /** How often to look for such jobs, milliseconds. */
  readonly stalledIntervalMs?: number;
  /** Milliseconds before the next attempt, after so many, the last of which threw `error`; -1 for no more. */
  readonly retryDelay?: (attemptsMade: number, error?: Error) => number;
  readonly keyPrefix?: string;
  readonly telemetry?: QueueTelemetry | undefined;
}

/**
 * BullMQ fails a job without running it when its worker went away more often than this; a deploy that stalls a job is no fault
 * of the job. At one stall in 30 s it is three and a half days of nothing but crashes.
 */
const MAX_STALLS = 10_000;

/**
 * The consumer's end of a queue. Connects in the background, and again whenever the store was away.
 *
 * @throws {InvalidQueueUrlError}
 */
export function openJobWorker<Decoded>(
  options: JobWorkerOptions<Decoded> & {
    readonly queueName: QueueName;
    /** Throws `InvalidJobError` for what no retry would mend. */
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
    maxConnections: Math.min(concurrency, 8) + 2, // one listens, one renews locks
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
      runRetryDelay: 1000, // 15 s otherwise, each time the store was away
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
      onFailed?.({ ...seen(job), error: originalError(error), willRetry: job.finishedOn === undefined });
  });
}
