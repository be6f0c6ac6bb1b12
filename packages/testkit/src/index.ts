export { bundle, programArgs, shareBundles, SHARED_BUNDLES, shortLived } from './bundle.ts';
export * from './database.ts';
export * from './long-version.ts';
export * from './server-process.ts';
export * from './pgbouncer.ts';
export * from './postgres-server.ts';
export * from './queue-backends.ts';
export * from './redis-cluster.ts';
export * from './redis-sentinel.ts';
export * from './redis-server.ts';
export {
  cutOffReplicas,
  silencePrimary,
  type ReplicatedRedis,
  untilInStep,
  untilPromoted,
} from './replicated-redis.ts';
export * from './services.ts';
export * from './wait-for.ts';
