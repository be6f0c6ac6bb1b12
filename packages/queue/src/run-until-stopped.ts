import { setTimeout as sleep } from 'node:timers/promises';
import type { JobProcessor } from './job-worker.ts';
import type { JobWorker, Store } from './store/store.ts';
import { withoutPayload } from './without-payload.ts';

export interface RunningWorker {
  /** Resolves once the worker takes jobs, even if the store is down for long before; rejects if the worker was drained first. */
  readonly ready: () => Promise<void>;
  /**
   * Stops taking jobs, finishes the jobs in flight, and closes. Jobs that are not finished after `deadlineMs` return to the queue, where
   * another worker can take them at once; their `signal` is aborted. Takes at most two seconds longer than the deadline.
   */
  readonly drain: (deadlineMs: number) => Promise<{ readonly returned: number }>;
}

/** Interval between attempts to start while the store is down. */
const RESTART_MS = 1000;
/** Time for returning jobs after the deadline. */
const HAND_BACK_MS = 1000;
const SWEEP_EVERY_MS = 10 * 60_000;

/** Starts the worker as soon as the store answers, and stops it on request. */
export function runUntilStopped({
  store,
  create,
  processor,
  onError,
}: {
  readonly store: Store;
  readonly create: () => JobWorker;
  readonly processor: Pick<JobProcessor, 'handBack'>;
  readonly onError: (error: Error) => void;
}): RunningWorker {
  const stopping = new AbortController();
  let worker = create();
  let sweeping: NodeJS.Timeout | undefined;
  let drained: Promise<{ returned: number }> | undefined;

  /** BullMQ remembers for ever that its first contact failed, so each attempt uses a new worker. */
  const start = async (): Promise<void> => {
    while (!(await isReady(worker))) {
      await worker.close();
      await sleep(RESTART_MS, undefined, { signal: stopping.signal });
      worker = create();
    }
    stopping.signal.throwIfAborted();
    worker.run().catch((error: unknown) => onError(withoutPayload(error)));
    sweep();
    sweeping = setInterval(sweep, SWEEP_EVERY_MS).unref();
  };

  const sweep = () => {
    store.sweep?.(new Date()).catch((error: unknown) => onError(withoutPayload(error)));
  };

  const stop = async (deadlineMs: number): Promise<{ returned: number }> => {
    stopping.abort(new Error('the worker was drained before it started'));
    clearInterval(sweeping);
    const closed = worker.close().then(() => true);
    const timer = new AbortController();
    const inTime = await Promise.race([closed, sleep(deadlineMs, false, timer)]);
    timer.abort();
    const returned = inTime
      ? 0
      : await Promise.race([processor.handBack(), sleep(HAND_BACK_MS, 0, { ref: false })]);
    if (!inTime) void worker.getBackend().close(true);
    await store.close();
    return { returned };
  };

  const started = start();
  started.catch(() => undefined); // the caller of ready() gets the error
  return {
    ready: () => started,
    drain: (deadlineMs) => (drained ??= stop(deadlineMs)),
  };
}

const isReady = (worker: JobWorker): Promise<boolean> =>
  worker.waitUntilReady().then(
    () => true,
    () => false,
  );
