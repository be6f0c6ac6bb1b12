export * from './config-error.ts';
export * as fields from './fields.ts';
export * from './health-routes.ts';
export * from './logger.ts';
export * from './metrics/index.ts';
export * from './read-config.ts';
export * from './retry-after.ts';
export * from './run-app.ts';
export * from './shutdown.ts';
