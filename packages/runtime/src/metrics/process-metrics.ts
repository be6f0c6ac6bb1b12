import { monitorEventLoopDelay } from 'node:perf_hooks';
import { counter, gauge } from './declare.ts';
import type { Readings } from './readings.ts';

/** What every process tells of itself, by the names that Prometheus' own clients give it. */
export const PROCESS_METRICS = {
  process_start_time_seconds: gauge('When the process was started, seconds since 1970.'),
  process_cpu_seconds_total: counter('CPU time that was used, seconds.'),
  process_resident_memory_bytes: gauge('Memory that is resident.'),
  nodejs_heap_size_used_bytes: gauge('Heap that is in use.'),
  nodejs_eventloop_lag_p50_seconds: gauge('How late the event loop was since the last scrape: the median.'),
  nodejs_eventloop_lag_p99_seconds: gauge(
    'How late the event loop was since the last scrape, but for the latest hundredth.',
  ),
  nodejs_eventloop_lag_max_seconds: gauge(
    'How late the event loop was since the last scrape, at the latest.',
  ),
};

const RESOLUTION_MS = 20;

/** Begins to watch the event loop; what is returned reads everything anew. */
export function watchProcess(): () => Readings<typeof PROCESS_METRICS> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const startedAt = Date.now() / 1000 - process.uptime();
  return () => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    // It measures the whole wait for its timer; before the first one there is nothing to tell.
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
