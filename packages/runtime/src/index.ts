export * from './demo-secret.ts';
export * as fields from './fields.ts';
export { ownReactionFields, projectionFields } from './fields.ts';
export * from './health-routes.ts';
export * from './logger.ts';
export {
  counter,
  createMetrics,
  type Declaration,
  type Declarations,
  gauge,
  histogram,
  type Metrics,
  type Readings,
} from './metrics/metrics.ts';
export { COMMON_METRICS, openMetrics } from './metrics/open-metrics.ts';
export * from './read-config.ts';
export { releaseOf } from './release.ts';
export * from './retry-after.ts';
export { runApp, stopOnSignal } from './run-app.ts';
export * from './password-hash.ts';
