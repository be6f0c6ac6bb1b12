import { migrateQueue } from '@payspool/queue';
import { queueBackends } from '@payspool/testkit';
import { inject } from 'vitest';

/** Both stores that the queue can be in; without a Redis that half is skipped. */
export const BACKENDS = queueBackends({
  postgresUrl: inject('postgresUrl'),
  redisUrl: inject('redisUrl'),
  migrateQueue,
});
