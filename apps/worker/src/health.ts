import { type Database, isMigrated } from '@payspool/db';
import type { DeliveryQueue, DurabilityWatch } from '@payspool/queue';
import { healthRoutes, NotReadyError } from '@payspool/runtime';
import { fastify, type FastifyInstance } from 'fastify';

/** `/healthz` and `/readyz` of the worker. */
export function createHealthServer({
  queue,
  audit,
  db,
}: {
  readonly queue: Pick<DeliveryQueue, 'ping'>;
  readonly audit: Pick<DurabilityWatch, 'check'>;
  readonly db: Database;
}): FastifyInstance {
  const app = fastify({ logger: false });
  healthRoutes(app, {
    queue: async () => {
      await queue.ping();
      const weakness = await audit.check();
      if (weakness?.refused) throw new NotReadyError(weakness.reason);
      return weakness && { warning: weakness.reason };
    },
    database: async () => {
      if (!(await isMigrated(db))) throw new NotReadyError('database_not_migrated');
    },
  });
  return app;
}
