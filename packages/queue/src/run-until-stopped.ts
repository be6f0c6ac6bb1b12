import { setTimeout as sleep } from 'node:timers/promises';
import type { JobProcessor } from './job-processor.ts';
import type { JobWorker, Store } from './store/store.ts';
import { withoutPayload } from './without-payload.ts';

export interface RunningWorker {
  /** Resolves once it takes jobs, however long the store is away; rejects when it was drained before. */
  readonly ready: () => Promise<void>;
  /**
   * Stops taking jobs, finishes those in flight, and closes. What is not finished after `deadlineMs` is handed back to the queue,
   * for another worker at once; its `signal` is aborted. Takes at most two seconds more than the deadline.
   */
  readonly drain: (deadlineMs: number) => Promise<{ readonly returned: number }>;
}

/** Between two attempts to start on a store that is away. */
const RESTART_MS = 1000;
/** For handing jobs back once the deadline has passed. */
const HAND_BACK_MS = 1000;
const SWEEP_EVERY_MS = 10 * 60_000;

/** Starts the worker as soon as the store answers, and stops it when told. */
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

  /** BullMQ remembers for ever that its first contact failed, so each attempt has a worker of its own. */
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
    const late = new AbortController();
    const inTime = await Promise.race([closed, sleep(deadlineMs, false, late)]);
    late.abort();
    const returned = inTime
      ? 0
      : await Promise.race([processor.handBack(), sleep(HAND_BACK_MS, 0, { ref: false })]);
    if (!inTime) void worker.getBackend().close(true);
    await store.close();
    return { returned };
  };

  const started = start();
  started.catch(() => undefined); // whoever asks for ready() hears of it
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
