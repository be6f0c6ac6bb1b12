import {
  type JobMeta,
  JobPostponedError,
  openTaskQueue,
  openTaskWorker,
  type QueueTelemetry,
  type Task,
  type TaskQueue,
} from '@payspool/queue';
import { UnknownUnitError } from './sweep-task.ts';
import { type RunTask, type TaskContext, type TaskKind, workerStops } from './task-kind.ts';
import { TASK_KINDS } from './task-kinds.ts';

export interface TasksOptions extends TaskContext {
  /** The queue of tasks: `QUEUE_URL`, and how long a task may stay with a worker that does not report. */
  readonly store: {
    readonly url: string;
    readonly keyPrefix?: string;
    readonly lockDurationMs: number;
    readonly telemetry?: QueueTelemetry | undefined;
    readonly onStalled?: (jobId: string) => void;
    readonly onError: (error: Error) => void;
  };
  readonly kinds?: Readonly<Record<string, TaskKind>>;
  readonly keepEveryMs?: number;
}

export interface RunningTasks {
  readonly queue: TaskQueue;
  /** Resolves when the schedules have been written for the first time. */
  readonly scheduled: Promise<void>;
  /** Lets running tasks end at their next safe place. Tasks that have not ended after `deadlineMs` return to the queue. */
  readonly drain: (deadlineMs: number) => Promise<unknown>;
}

/** A sweep and a long operation can run at the same time. Each mostly waits for an API. */
const CONCURRENCY = 2;
/** Schedules that were lost with the queue's store come back within this time. */
const KEEP_EVERY_MS = 60_000;

/**
 * Runs the tasks of this worker by their schedules. At the start it removes the schedules of accounts that no longer exist; all workers must
 * have the same accounts.
 */
export function startTasks({
  store,
  kinds = TASK_KINDS,
  keepEveryMs = KEEP_EVERY_MS,
  ...context
}: TasksOptions): RunningTasks {
  const { accounts, io, logger, sweeps } = context;
  const { lockDurationMs, onStalled, ...opened } = store;
  const queue = openTaskQueue(opened);
  const stopping = new AbortController();
  const functions = new Map<string, RunTask>(
    Object.entries(kinds).map(([kind, { create }]) => [kind, create(context)]),
  );
  const worker = openTaskWorker({
    concurrency: CONCURRENCY,
    lockDurationMs,
    stalledIntervalMs: lockDurationMs / 2,
    process: (task, meta) =>
      runTask(task, {
        signal: AbortSignal.any([stopping.signal, meta.signal]),
        meta,
        functions,
        queue,
        logger,
      }),
    isPermanent: () => true,
    ...(onStalled && { onStalled }),
    ...opened,
  });

  let isFirst = true;
  const keep = async (): Promise<void> => {
    if (stopping.signal.aborted) return;
    const schedules = Object.values(kinds).flatMap((kind) => kind.schedules({ accounts, sweeps }));
    try {
      const { written, removed } = await queue.keep(schedules, { removesOthers: isFirst, now: io.now() });
      if (written.length + removed.length > 0) logger.info({ written, removed }, 'schedules');
      isFirst = false;
    } catch (error) {
      logger.warn({ err: error }, 'the schedules of the tasks cannot be written');
    }
  };
  const scheduled = keep();
  let keeping = scheduled;
  const timer = setInterval(() => {
    keeping = keeping.then(keep);
  }, keepEveryMs);
  return {
    queue,
    scheduled,
    drain: async (deadlineMs) => {
      clearInterval(timer);
      stopping.abort(new Error('the worker stops'));
      await Promise.all([worker.drain(deadlineMs), keeping]);
    },
  };
}

interface Running {
  readonly signal: AbortSignal;
  readonly meta: Pick<JobMeta, 'jobId'>;
  readonly functions: ReadonlyMap<string, RunTask>;
  readonly queue: Pick<TaskQueue, 'remove'>;
  readonly logger: TaskContext['logger'];
}

/** Runs one task. An error is logged; the next run of its schedule tries again. */
async function runTask(task: Task, { signal, meta, functions, queue, logger }: Running): Promise<void> {
  const run = functions.get(task.kind);
  // A worker that closes may still take a job.
  if (signal.aborted) throw workerStops();
  try {
    // A worker of a newer release may have written it, and runs it when it comes again.
    if (run) await run(task, signal);
    else logger.info({ ...task }, 'this release does not know the task');
  } catch (error) {
    if (error instanceof JobPostponedError) throw error;
    if (error instanceof UnknownUnitError) {
      // A worker that has the account writes the schedule again within a minute.
      const schedule = /^repeat:(.+):\d+$/.exec(meta.jobId)?.[1];
      if (schedule) await queue.remove(schedule);
      logger.warn({ ...task }, 'a task of an account that this worker does not have');
      return;
    }
    logger.error({ err: error, ...task }, 'task');
    throw error;
  }
}
