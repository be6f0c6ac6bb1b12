import type { Job } from 'bullmq';
import { createTimeLimit } from './deadline.ts';
import { type Auditor, createAuditor } from './durability/watch-durability.ts';
import type { DurabilityRule } from './durability/durability-rule.ts';
import type { QueueName } from './names.ts';
import { queueUnavailable } from './queue-unavailable-error.ts';
import type { WriteRefusal } from './refusal/refusals.ts';
import { createWriteMemory, type Provable } from './refusal/watch-writes.ts';
import { parseQueueUrl } from './queue-url.ts';
import type { QueueTelemetry } from './store/tracing.ts';
import { type JobQueue, type NewJob, openQueue, openStore } from './store/store.ts';

export interface QueueDepth {
  /** Jobs that can run now. */
  readonly waiting: number;
  readonly active: number;
  /** Jobs that run later: retries, and hints to confirm again. */
  readonly delayed: number;
  readonly failed: number;
  /** Completed jobs, kept for at least an hour, up to a maximum number. */
  readonly completed: number;
}

export interface ProducerOptions {
  /** `QUEUE_URL`. */
  readonly url: string;
  readonly queueName: QueueName;
  /** Time limit of each call, milliseconds. */
  readonly timeoutMs: number;
  /** Called for every connection that is lost or cannot be made. The queue recovers by itself. */
  readonly onError: (error: Error) => void;
  /** Maximum number of connections, on Postgres. */
  readonly maxConnections: number;
  /** Prefix of the keys in Redis. */
  readonly keyPrefix: string;
  /** The durability that `write` requires; none by default. */
  readonly durability?: DurabilityRule;
  /** On Redis: the number of replicas that must have the data of `write`. */
  readonly waitReplicas?: number;
  readonly telemetry?: QueueTelemetry | undefined;
  /**
   * Called when the store begins to refuse the writes of `write` or `proveWrite`, when the reason changes, and when it accepts them again.
   */
  readonly onWritesChange?: (refusal: WriteRefusal | undefined) => void;
}

const UNCHECKED: DurabilityRule = { required: false, declared: false };

/** Adds jobs to a queue. It connects in the background and reconnects each time the store was down. Every call has a time limit. */
export interface Producer extends Pick<Auditor, 'audit' | 'audited'>, Provable {
  /** Runs `work` on the queue. Rejects with `QueueUnavailableError`, its message beginning with `failure`. */
  readonly run: <T>(failure: string, work: (queue: JobQueue) => Promise<T>) => Promise<T>;
  /** Like `run`, for data that must survive a crash: it resolves only when the data has the required durability. `add` is the store's. */
  readonly write: <T>(
    failure: string,
    work: (queue: JobQueue, add: (queue: JobQueue, job: NewJob) => Promise<string>) => Promise<T>,
  ) => Promise<T>;
  /** Rejects with `QueueUnavailableError` if jobs cannot be queued now. */
  readonly ping: () => Promise<void>;
  /** The number of replicas that `write` can wait for, and the number that it waits for. Rejects like `ping`. */
  readonly replicas: () => Promise<{ readonly reachable: number; readonly wanted: number }>;
  /** Rejects like `ping`. */
  readonly depth: () => Promise<QueueDepth>;
  /** How long the next untried job has been due, milliseconds; `undefined` if none waits. Rejects like `ping`. */
  readonly oldestWaitingMs: () => Promise<number | undefined>;
  readonly close: () => Promise<void>;
}

/** @throws {InvalidQueueUrlError} */
export function openProducer({
  url,
  timeoutMs,
  durability = UNCHECKED,
  waitReplicas = 0,
  onWritesChange,
  ...options
}: ProducerOptions): Producer {
  const place = parseQueueUrl(url);
  const store = openStore(place, { role: 'producer', timeoutMs, ...options });
  const writes = createWriteMemory({ backend: place.backend, onChange: onWritesChange });
  if (waitReplicas > 0 && !store.replicated) throw new Error('only Redis supports a wait for replicas');
  const auditor = createAuditor(store, durability);
  const within = createTimeLimit(timeoutMs);
  let opened: Promise<JobQueue> | undefined;
  let current: JobQueue | undefined;
  let epoch = 0;

  const queue = async (): Promise<JobQueue> => {
    await store.ready();
    opened ??= openQueue(store).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    current = await opened;
    return current;
  };

  // The first call that times out drops the connection for all calls that began on it.
  const giveUp = (begun: number): Error => {
    if (begun === epoch) store.reset();
    if (begun === epoch) epoch += 1;
    return new Error(`no answer within ${timeoutMs} ms`);
  };

  const bounded = async <T>(
    what: string,
    work: Promise<T>,
    onFailure?: (error: Error) => void,
  ): Promise<T> => {
    const begun = epoch;
    try {
      return await within(work, () => giveUp(begun));
    } catch (cause) {
      const error = queueUnavailable(what, cause);
      onFailure?.(error);
      throw error;
    }
  };

  const writeDurably = async <T>(
    work: (queue: JobQueue, add: typeof store.add) => Promise<T>,
  ): Promise<T> => {
    const endsAt = performance.now() + timeoutMs;
    const target = current && store.isReady() ? current : await queue();
    if (!durability.required && waitReplicas === 0) return work(target, store.add);
    const connection = await store.connection();
    await auditor.admit(connection);
    const result = await work(target, store.add);
    if (waitReplicas > 0)
      await store.replicated?.({
        connection,
        replicas: waitReplicas,
        timeoutMs: endsAt - performance.now(),
      });
    return result;
  };

  return {
    audit: () => bounded('the queue cannot be audited', auditor.audit()),
    audited: () => bounded('the queue cannot be audited', auditor.audited()),
    write: (failure, work) => bounded(failure, writeDurably(work), writes.failed),
    writes,
    proveWrite: async ({ thorough }) => {
      const begunAt = writes.now();
      try {
        await bounded('the queue cannot be reached', store.ready());
      } catch (error) {
        writes.disproved(error, begunAt);
        return 'unsent';
      }
      const prove = async () => {
        await store.proveWrite({ thorough });
        await queue();
      };
      await bounded('the queue refuses writes', prove());
      return 'written';
    },
    run: (failure, work) => bounded(failure, queue().then(work)),
    ping: async () => {
      const reach = async () => {
        await queue();
        await store.ping();
      };
      await bounded('the queue cannot be reached', reach());
    },
    replicas: async () => {
      if (waitReplicas === 0) return { reachable: 0, wanted: 0 };
      const count = async () => {
        await store.ready();
        return store.countReplicas?.() ?? 0;
      };
      return {
        reachable: await bounded('the replicas cannot be counted', count()),
        wanted: waitReplicas,
      };
    },
    depth: async () => {
      const count = async () => (await queue()).getJobCounts();
      const {
        waiting = 0,
        paused = 0,
        prioritized = 0,
        active = 0,
        delayed = 0,
        failed = 0,
        completed = 0,
      } = await bounded('the queue cannot be counted', count());
      return { waiting: waiting + paused + prioritized, active, delayed, failed, completed };
    },
    oldestWaitingMs: () => {
      const look = async () => oldestWaitingMs(await queue(), new Date());
      return bounded('the queue cannot be counted', look());
    },
    close: () => store.close(),
  };
}

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
