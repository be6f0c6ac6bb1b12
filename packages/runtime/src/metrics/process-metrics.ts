import { monitorEventLoopDelay } from 'node:perf_hooks';
import { counter, gauge } from './declare.ts';
import type { Readings } from './readings.ts';

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
