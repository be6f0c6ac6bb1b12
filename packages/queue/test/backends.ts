import { queueBackends } from '@payspool/testkit';
import { inject } from 'vitest';
import { migrateQueue } from '../src/index.ts';

export type { QueueBackend as Backend, TestQueue } from '@payspool/testkit';

export const BACKENDS = queueBackends({
  postgresUrl: inject('postgresUrl'),
  redisUrl: inject('redisUrl'),
  migrateQueue,
});
