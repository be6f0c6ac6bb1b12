import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type AnyReadings, counter, type Declarations, gauge, type Readings } from './metrics.ts';

export const STORE_METRICS = {
  payspool_store_up: gauge('Whether a store that this process needs answered within a second: 1 or 0.', [
    'store',
  ]),
  payspool_store_refused: gauge(
    'Whether a store refuses writes, by `reason`: 1 for the current reason, 0 for all others. Every process exports its own result.',
    ['store', 'reason'],
  ),
};

/** A process's knowledge of whether its stores accept writes. */
export interface Refusals {
  /** Every value that `reason` can have. */
  readonly reasons: readonly string[];
  /** By store, the reason why it refuses writes now; `undefined` if it accepts them. */
  readonly current: Readonly<Record<string, () => string | undefined>>;
}

/** One line for each store and reason, known without asking a store. */
export const readRefusals = ({ reasons, current }: Refusals): Readings<typeof STORE_METRICS> => ({
  payspool_store_refused: Object.entries(current).flatMap(([store, reasonOf]) => {
    const now = reasonOf();
    return reasons.map((reason) => [{ store, reason }, reason === now ? 1 : 0] as const);
  }),
});

/** Reads values that only the store has. Rejects while the store is unavailable. */
export type ReadStore<D extends Declarations> = () => Promise<Readings<D>>;

/** Prometheus gives up after ten seconds by default, and metrics are most useful during an outage. */
const DEADLINE_MS = 1000;
/** A connection that was lost without notice never answers. */
const HOPELESS_MS = 30_000;

/**
 * Queries all stores at once. A store that is unavailable or takes longer than a second gets `payspool_store_up 0`, and its other
 * values are absent instead of old. While a question is still open and an answer is possible, it is not asked again.
 */
export function storeReader<D extends Declarations>(
  stores: Readonly<Record<string, ReadStore<D>>>,
  deadlineMs = DEADLINE_MS,
): () => Promise<AnyReadings> {
  const open = new Map<string, { readonly since: number; readonly answer: Promise<AnyReadings> }>();
  const ask = (store: string, read: ReadStore<D>): Promise<AnyReadings> => {
    const asked = open.get(store);
    if (asked && performance.now() - asked.since < HOPELESS_MS) return asked.answer;
    const question = { since: performance.now(), answer: read() };
    open.set(store, question);
    const settle = () => {
      if (open.get(store) === question) open.delete(store);
    };
    question.answer.then(settle, settle);
    return question.answer;
  };
  return async () => {
    const answers = await Promise.all(
      Object.entries(stores).map(async ([store, read]) => {
        const readings = await within(deadlineMs, ask(store, read));
        return { store, readings };
      }),
    );
    const up = answers.map(({ store, readings }) => [{ store }, readings ? 1 : 0] as const);
    return Object.assign(
      { payspool_store_up: up },
      ...answers.map(({ readings }) => readings),
    ) as AnyReadings;
  };
}

/** `undefined` if the answer is too late or fails. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The metrics that every process exports about itself, with the names that Prometheus' own clients use. */
export const PROCESS_METRICS = {
  process_start_time_seconds: gauge('Start time of the process, in seconds since 1970.'),
  process_cpu_seconds_total: counter('Used CPU time, in seconds.'),
  process_resident_memory_bytes: gauge('Resident memory.'),
  nodejs_heap_size_used_bytes: gauge('Used heap.'),
  nodejs_eventloop_lag_p50_seconds: gauge('Median event loop delay since the last scrape.'),
  nodejs_eventloop_lag_p99_seconds: gauge('99th percentile of the event loop delay since the last scrape.'),
  nodejs_eventloop_lag_max_seconds: gauge('Maximum event loop delay since the last scrape.'),
};

const RESOLUTION_MS = 20;

/** Starts to measure the event loop. The returned function reads all values again. */
export function watchProcess(): () => Readings<typeof PROCESS_METRICS> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const startedAt = Date.now() / 1000 - process.uptime();
  return () => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    // It measures the whole wait for its timer, so there is no value before the first one.
    const lag = (quantile: number) =>
      delay.count > 0 ? Math.max(0, delay.percentile(quantile * 100) / 1e9 - RESOLUTION_MS / 1000) : 0;
    const [p50, p99, max] = [lag(0.5), lag(0.99), lag(1)];
    delay.reset();
    return {
      process_start_time_seconds: [[{}, startedAt]],
      process_cpu_seconds_total: [[{}, (user + system) / 1e6]],
      process_resident_memory_bytes: [[{}, rss]],
      nodejs_heap_size_used_bytes: [[{}, heapUsed]],
      nodejs_eventloop_lag_p50_seconds: [[{}, p50]],
      nodejs_eventloop_lag_p99_seconds: [[{}, p99]],
      nodejs_eventloop_lag_max_seconds: [[{}, max]],
    };
  };
}
