import { migrateQueue } from '@payspool/queue';
import { queueBackends } from '@payspool/testkit';
import { inject } from 'vitest';

export type { TestQueue } from '@payspool/testkit';

export const BACKENDS = queueBackends({
  postgresUrl: inject('postgresUrl'),
  redisUrl: inject('redisUrl'),
  migrateQueue,
});
