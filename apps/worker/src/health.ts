import { type Database, isMigrated } from '@payspool/db';
import type { DurabilityWatch, WriteWatch } from '@payspool/queue';
import { healthRoutes, NotReadyError } from '@payspool/runtime';
import { fastify, type FastifyInstance } from 'fastify';

/** `/healthz` and `/readyz` of the worker. A worker is ready if its queue and database accept a write. */
export function createHealthServer({
  queueWrites,
  databaseWrites,
  audit,
  db,
}: {
  readonly queueWrites: Pick<WriteWatch, 'check'>;
  readonly databaseWrites: Pick<WriteWatch, 'check'>;
  readonly audit: Pick<DurabilityWatch, 'check'>;
  readonly db: Database;
}): FastifyInstance {
  const app = fastify({ logger: false });
  healthRoutes(app, {
    queue: async () => {
      const refusal = await queueWrites.check();
      if (refusal) throw new NotReadyError(`queue_${refusal.reason}`, refusal);
      const weakness = await audit.check();
      if (weakness?.refused) throw new NotReadyError(weakness.reason);
      return weakness && { warning: weakness.reason };
    },
    database: async () => {
      const refusal = await databaseWrites.check();
      // A database that lacks migrations has a reason of its own.
      if (refusal && refusal.reason !== 'not_migrated')
        throw new NotReadyError(`database_${refusal.reason}`, refusal);
      if (refusal || !(await isMigrated(db))) throw new NotReadyError('database_not_migrated');
    },
  });
  return app;
}
