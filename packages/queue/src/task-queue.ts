import { isDeepStrictEqual } from 'node:util';
import type { Queue } from 'bullmq';
import { z } from 'zod';
import { invalidJob } from './job-errors.ts';
import { KEY_PREFIX, TASKS } from './names.ts';
import { openProducer, type Producer, type ProducerOptions } from './producer.ts';
import type { JobQueue } from './store/store.ts';

const Word = z.string().min(1).max(255);

/**
 * What a worker does: `sweep` of one account, for example. It has no version, because the workers write all schedules again when they start,
 * and a task that is lost comes again by its schedule.
 */
const StoredTask = z.object({
  /** The kind, which names the function that a worker runs. */
  kind: Word,
  provider: Word.optional(),
  account: Word.optional(),
  /** The provider's id of a connected merchant. */
  merchant: Word.optional(),
});

export type Task = z.output<typeof StoredTask>;

/** @throws {InvalidJobError} naming the field; a retry does not help */
export function decodeTask(data: unknown): Task {
  const result = StoredTask.safeParse(data);
  if (result.success) return result.data;
  throw invalidJob(result.error);
}

/** When a task runs: at once and then each `everyMs` milliseconds, or by a cron pattern in UTC. */
export interface TaskSchedule {
  /** Unique. The same id replaces the schedule. */
  readonly id: string;
  readonly task: Task;
  readonly when: { readonly everyMs: number } | { readonly pattern: string };
}

/** The ids of the schedules that a call has changed. */
export interface KeptSchedules {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

export interface TaskQueue extends Pick<Producer, 'ping' | 'depth' | 'oldestWaitingMs' | 'close'> {
  /**
   * Writes the schedules that are missing, that have changed, or whose next job has been lost, and leaves the others as they are. With
   * `removesOthers` it removes every other schedule, with its next job unless that is due already. Rejects like `ping`.
   */
  readonly keep: (
    schedules: readonly TaskSchedule[],
    options: { readonly removesOthers: boolean; readonly now: Date },
  ) => Promise<KeptSchedules>;
  /** Removes a schedule, with its next job unless that is due already. Rejects like `ping`. */
  readonly remove: (id: string) => Promise<void>;
  /** Lets a task run once, as soon as a worker is free. Rejects like `ping`. */
  readonly enqueue: (task: Task) => Promise<void>;
}

/**
 * Opens the producer of the queue of tasks.
 *
 * @throws {InvalidQueueUrlError}
 */
export function openTaskQueue({
  url,
  timeoutMs = 5000,
  onError,
  maxConnections = 2,
  keyPrefix = KEY_PREFIX,
  telemetry,
}: Pick<ProducerOptions, 'url' | 'onError'> & Partial<Omit<ProducerOptions, 'queueName'>>): TaskQueue {
  const { run, ping, depth, oldestWaitingMs, close } = openProducer({
    url,
    queueName: TASKS,
    timeoutMs,
    maxConnections,
    keyPrefix,
    telemetry,
    onError,
  });
  const schedule = <T>(work: (queue: Scheduling) => Promise<T>) =>
    // The interface of the store shows only the methods that every producer needs.
    run('the schedules cannot be written', (queue: JobQueue) => work(queue as JobQueue & Scheduling));
  return {
    keep: async (schedules, { removesOthers, now }) => {
      const known = new Map(
        (await schedule((queue) => queue.getJobSchedulers())).map((one) => [one.key, one]),
      );
      const changed = schedules.filter((wanted) => !isKept(known.get(wanted.id), wanted, now));
      for (const { id, task, when } of changed) {
        const repeat = 'everyMs' in when ? { every: when.everyMs } : { pattern: when.pattern, tz: 'UTC' };
        const template = { name: nameOf(task), data: task, opts: OPTIONS };
        await schedule((queue) => queue.upsertJobScheduler(id, repeat, template));
      }
      const wanted = new Set(schedules.map(({ id }) => id));
      const others = removesOthers ? [...known.keys()].filter((id) => !wanted.has(id)) : [];
      for (const id of others) await schedule((queue) => queue.removeJobScheduler(id));
      return { written: changed.map(({ id }) => id), removed: others };
    },
    remove: async (id) => void (await schedule((queue) => queue.removeJobScheduler(id))),
    enqueue: async (task) =>
      void (await run('the task was not queued', (queue) => queue.add(nameOf(task), task, OPTIONS))),
    ping,
    depth,
    oldestWaitingMs,
    close,
  };
}

/** BullMQ's job schedulers. */
type Scheduling = Pick<Queue, 'getJobSchedulers' | 'upsertJobScheduler' | 'removeJobScheduler'>;
type Scheduler = Awaited<ReturnType<Scheduling['getJobSchedulers']>>[number];

/** A task is not retried: its schedule brings it again. */
const OPTIONS = {
  attempts: 1,
  removeOnComplete: { age: 3600, count: 100 },
  removeOnFail: { count: 100 },
  stackTraceLimit: 3,
};

/** The name that the dashboard shows beside the id: `sweep stripe default`. */
const nameOf = ({ kind, provider, account, merchant }: Task): string =>
  [kind, provider, account, merchant].filter(Boolean).join(' ');

/** How long the next job of a schedule may be overdue. It may wait for a free worker; later than this it was probably removed by hand. */
const LOST_AFTER_MS = 3_600_000;

/** Whether a stored schedule is the wanted one, and has a next job. */
function isKept(stored: Scheduler | undefined, { task, when }: TaskSchedule, now: Date): boolean {
  if (!stored) return false;
  const same = 'everyMs' in when ? Number(stored.every) === when.everyMs : stored.pattern === when.pattern;
  const isLost = stored.next !== undefined && now.getTime() - stored.next > LOST_AFTER_MS;
  return same && !isLost && isDeepStrictEqual(stored.template?.data, task);
}
