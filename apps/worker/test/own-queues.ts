import { migrateQueue } from '@payspool/queue';
import { createDatabase, hasRedisServer, startRedisServer } from '@payspool/testkit';
import { inject } from 'vitest';

/** Queues that no other test uses, because a process uses the default prefix. */
export const OWN_QUEUES = [
  {
    name: 'Postgres',
    available: true,
    open: async () => {
      const database = await createDatabase({ postgresUrl: inject('postgresUrl') });
      await migrateQueue(database.url);
      return { url: database.url, close: database.drop };
    },
  },
  {
    name: hasRedisServer() ? 'Redis' : 'Redis (skipped: there is no redis-server here)',
    available: hasRedisServer(),
    open: async () => {
      const server = await startRedisServer();
      return { url: server.url, close: server.stop };
    },
  },
];
