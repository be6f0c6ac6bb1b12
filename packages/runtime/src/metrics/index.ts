export { counter, type Declaration, type Declarations, gauge, histogram } from './declare.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { COMMON_METRICS, openMetrics } from './open-metrics.ts';
export type { Readings } from './readings.ts';
