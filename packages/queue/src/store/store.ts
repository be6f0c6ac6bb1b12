import type { IQueueBackend, Job, JobsOptions, Processor, Queue, WorkerOptions } from 'bullmq';
import type { QueueAudit } from '../durability/queue-audit.ts';
import type { QueueName } from '../names.ts';
import type { WaitingJob } from '../oldest-waiting.ts';
import type { QueueTelemetry } from '../queue-telemetry.ts';
import type { ReplicaWait } from '../durability/replica-wait.ts';
import type { CacheStore } from './shared-cache-store.ts';

/** What a producer uses of BullMQ's queue, the same on either backend. */
export interface JobQueue {
  readonly waitUntilReady: () => Promise<void>;
  readonly add: (name: string, data: object, options: JobsOptions) => Promise<{ id?: string }>;
  /** In one exchange with the store. A job that is there already stays as it is. */
  readonly addBulk: (
    jobs: { name: string; data: object; opts: JobsOptions }[],
  ) => Promise<readonly { id?: string }[]>;
  readonly getJob: (jobId: string) => Promise<Pick<Job, 'attemptsMade' | 'failedReason'> | undefined>;
  readonly getDeduplicationJobId: (id: string) => Promise<string | null>;
  readonly getJobState: (jobId: string) => Promise<string>;
  /** Refuses a job that is being run. */
  readonly remove: (jobId: string) => Promise<number>;
  readonly getJobCounts: () => Promise<Record<string, number>>;
  readonly getJobs: (types: ['waiting'], start: number, end: number, asc: true) => Promise<WaitingJob[]>;
  readonly getBackend: () => Pick<IQueueBackend, 'removeDeduplicationKey' | 'addJob' | 'addJobs'>;
  readonly trace: Queue['trace'];
  readonly on: (event: 'error', listener: (error: Error) => void) => unknown;
  readonly close: () => Promise<void>;
}

/** A job to be added. */
export interface NewJob {
  readonly id: string;
  /** What the board shows beside the id. */
  readonly name: string;
  /** Its data, as JSON. */
  readonly text: string;
  readonly options: JobsOptions & { readonly deduplication: { readonly id: string; readonly ttl?: number } };
  /** The same as BullMQ stores them in Redis: JSON, some of them under shorter names. */
  readonly optionsText: string;
}

/** What runs jobs, the same on either backend. */
export interface JobWorker {
  readonly waitUntilReady: () => Promise<void>;
  readonly run: () => Promise<void>;
  readonly close: () => Promise<void>;
  readonly getBackend: () => Pick<IQueueBackend, 'close'>;
  on(event: 'completed', listener: (job: Job<unknown, void>) => void): unknown;
  on(event: 'failed', listener: (job: Job<unknown, void> | undefined, error: Error) => void): unknown;
  on(event: 'stalled', listener: (jobId: string) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** BullMQ's word for how a job that is kept has ended. */
export type FinishedState = 'completed' | 'failed';

type JobWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

/** One connection to the store that holds the queue. */
export interface Store {
  /** Resolves when a command can be sent; rejects at once where there is no connection. */
  readonly ready: () => Promise<void>;
  /** Whether `ready` would resolve at once. */
  readonly isReady: () => boolean;
  readonly ping: () => Promise<unknown>;
  /** Makes a write of which nothing stays, or rejects with the store's own refusal. `thorough` also tries what else an added job is made of. */
  readonly proveWrite: (options: { readonly thorough: boolean }) => Promise<void>;
  /** What carries writes now, to be compared: another one after every reconnection and failover. */
  readonly connection: () => Promise<unknown>;
  /** How the store keeps what it acknowledges. */
  readonly audit: () => Promise<QueueAudit>;
  /** Rejects unless so many replicas have, within the time, what was written on the connection; `undefined` where there is no such question. */
  readonly replicated?: (wait: ReplicaWait) => Promise<void>;
  /** How many replicas could be waited for now; `undefined` as above. */
  readonly countReplicas?: () => Promise<number>;
  /** BullMQ remembers for ever whether its first contact failed: a queue is made when the store answers, and thrown away when it did not. */
  readonly createQueue: () => JobQueue;
  /**
   * Adds a job unless another one holds its deduplication key: one atomic operation. Those that are added in one turn of the event loop share
   * the way to the store.
   *
   * @returns the id of the job that holds the key, its own where it is the first
   */
  readonly add: (queue: JobQueue, job: NewJob) => Promise<string>;
  readonly createWorker: (process: Processor<unknown, void>, options: JobWorkerOptions) => JobWorker;
  /**
   * Removes jobs with their deduplication keys, as long as they are in that state: each in one step, so that a job that somebody
   * retries at the same time is either run or gone before he could. BullMQ's own `remove` takes a job that waits as well.
   *
   * @returns how many were removed
   */
  readonly removeFinished: (state: FinishedState, jobIds: readonly string[]) => Promise<number>;
  /** Beside the queues, under the same prefix or in the same schema. */
  readonly cache: CacheStore;
  /** Gives up a connection that does not answer, and makes a new one. */
  readonly reset: () => void;
  /** Removes what the store itself leaves behind; `undefined` where it leaves nothing. */
  readonly sweep?: (now: Date) => Promise<number>;
  /** Never hangs: a store that does not answer is left behind. */
  readonly close: () => Promise<void>;
}

export interface StoreOptions {
  readonly queueName: QueueName;
  readonly role: 'producer' | 'worker';
  /** Of one exchange with the store, milliseconds. */
  readonly timeoutMs: number;
  /** Connections at most; Redis needs one. */
  readonly maxConnections: number;
  /** Redis only; Postgres has BullMQ's schema. */
  readonly keyPrefix: string;
  readonly telemetry?: QueueTelemetry | undefined;
  /** Told of every connection that is lost or cannot be made. */
  readonly onError: (error: Error) => void;
}
