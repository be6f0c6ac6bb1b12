import type { FinishedRange } from './finished-ids.ts';
import type { IQueueBackend, Job, JobsOptions, Processor, Queue, WorkerOptions } from 'bullmq';
import type { QueueAudit } from '../durability/audit.ts';
import type { QueueName } from '../names.ts';
import type { WaitingJob } from '../producer.ts';
import type { QueueTelemetry } from './tracing.ts';
import type { ReplicaWait } from '../durability/replica-wait.ts';
import type { RefusalStore } from './refusal-store.ts';
import type { FindTroubledJobs } from './troubled-jobs.ts';
import type { CacheStore } from './shared-cache-store.ts';
import type { QueueTarget } from '../queue-url.ts';
import { openPostgresStore } from './postgres-store.ts';
import { openRedisStore } from './redis-store.ts';

/** The methods of BullMQ's queue that a producer needs, the same on either backend. */
export interface JobQueue {
  readonly waitUntilReady: () => Promise<void>;
  readonly add: (name: string, data: object, options: JobsOptions) => Promise<{ id?: string }>;
  /** Adds jobs in one exchange with the store. A job that already exists stays unchanged. */
  readonly addBulk: (
    jobs: { name: string; data: object; opts: JobsOptions }[],
  ) => Promise<readonly { id?: string }[]>;
  readonly getJob: (
    jobId: string,
  ) => Promise<
    Pick<Job, 'attemptsMade' | 'failedReason' | 'retry' | 'delay' | 'timestamp' | 'processedOn'> | undefined
  >;
  readonly getDeduplicationJobId: (id: string) => Promise<string | null>;
  readonly getJobState: (jobId: string) => Promise<string>;
  /** Refuses a job that is running. */
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
  /** The name that the dashboard shows beside the id. */
  readonly name: string;
  /** Its data, as JSON. */
  readonly text: string;
  readonly options: JobsOptions & { readonly deduplication: { readonly id: string; readonly ttl?: number } };
  /** The same in the form that BullMQ stores in Redis: JSON, with shorter names for some options. */
  readonly optionsText: string;
}

/** Runs jobs, the same on either backend. */
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

/** BullMQ's name for the way in which a kept job ended. */
export type FinishedState = 'completed' | 'failed';

type JobWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

/** One connection to the store that holds the queue. */
export interface Store {
  /** Resolves when a command can be sent; rejects at once if there is no connection. */
  readonly ready: () => Promise<void>;
  /** Whether `ready` would resolve at once. */
  readonly isReady: () => boolean;
  readonly ping: () => Promise<unknown>;
  /** The version of the server, and the time by its clock. */
  readonly about: () => Promise<{ readonly version: string; readonly time: Date }>;
  /** Makes a write that leaves no data, or rejects with the store's own error. `thorough` also tries the other commands that add a job. */
  readonly proveWrite: (options: { readonly thorough: boolean }) => Promise<void>;
  /** The connection that carries writes now. It is only compared: it changes with every reconnection and failover. */
  readonly connection: () => Promise<unknown>;
  /** Reads the durability of what the store acknowledges. */
  readonly audit: () => Promise<QueueAudit>;
  /**
   * Rejects unless enough replicas have, within the time, what was written on the connection; `undefined` if the store has no such wait.
   */
  readonly replicated?: (wait: ReplicaWait) => Promise<void>;
  /** The number of replicas that could be waited for now; `undefined` like `replicated`. */
  readonly countReplicas?: () => Promise<number>;
  /**
   * The queue `queueName`, or another one. BullMQ remembers for ever whether its first contact failed. Therefore a queue is created when the store answers, and discarded if that
   * failed.
   */
  readonly createQueue: (name?: QueueName) => JobQueue;
  /**
   * Adds a job unless another one holds its deduplication key, in one atomic operation. Jobs that are added in one turn of the event loop
   * share a call to the store.
   *
   * @returns the id of the job that holds the key; the first job holds it itself
   */
  readonly add: (queue: JobQueue, job: NewJob) => Promise<string>;
  readonly createWorker: (process: Processor<unknown, void>, options: JobWorkerOptions) => JobWorker;
  /**
   * Removes jobs with their deduplication keys while they are in that state. Each removal is one step, so a job that is retried at the same
   * time either runs or is removed before the retry. BullMQ's own `remove` would also remove a waiting job.
   *
   * @returns the number of removed jobs
   */
  readonly removeFinished: (state: FinishedState, jobIds: readonly string[]) => Promise<number>;
  /** The ids of finished jobs in a state. No job is in two ranges, or in none, unless jobs finish or are removed meanwhile. */
  readonly finishedIds: (state: FinishedState, range: FinishedRange) => Promise<string[]>;
  /** The cache is stored beside the queues, under the same prefix or in the same schema. */
  readonly cache: CacheStore;
  /** The refused deliveries are stored like the cache. */
  readonly refusals: RefusalStore;
  readonly troubledJobs: FindTroubledJobs;
  /** Drops a connection that does not answer, and opens a new one. */
  readonly reset: () => void;
  /** Removes what the store itself leaves behind; `undefined` if it leaves nothing. */
  readonly sweep?: (now: Date) => Promise<number>;
  /** Never hangs: it abandons a store that does not answer. */
  readonly close: () => Promise<void>;
}

export interface StoreOptions {
  readonly queueName: QueueName;
  readonly role: 'producer' | 'worker';
  /** Time limit of one exchange with the store, milliseconds. */
  readonly timeoutMs: number;
  /** Maximum number of connections; Redis needs one. */
  readonly maxConnections: number;
  /** For Redis only; on Postgres the queue has BullMQ's schema. */
  readonly keyPrefix: string;
  /** Whether its queues write nothing by themselves when they are opened. */
  readonly isReader?: boolean;
  readonly telemetry?: QueueTelemetry | undefined;
  /** Called for every connection that is lost or cannot be made. */
  readonly onError: (error: Error) => void;
}

export const openStore = (target: QueueTarget, options: StoreOptions): Store =>
  target.backend === 'redis' ? openRedisStore(target, options) : openPostgresStore(target, options);

/** Creates a queue and waits until it is ready. Each of its calls rejects by itself, and the store reports a lost connection. */
export async function openQueue(store: Pick<Store, 'createQueue'>, name?: QueueName): Promise<JobQueue> {
  const queue = store.createQueue(name);
  queue.on('error', () => undefined);
  try {
    await queue.waitUntilReady();
    return queue;
  } catch (error) {
    await queue.close();
    throw error;
  }
}
