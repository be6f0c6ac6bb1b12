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
export function openJobWorker<Decoded>(
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
