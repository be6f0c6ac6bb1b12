import type { DeliveryQueue, DurabilityWatch, WriteWatch } from '@payspool/queue';
import { healthRoutes, NotReadyError, type Warning } from '@payspool/runtime';
import type { FastifyInstance } from 'fastify';

export interface ReadinessOptions {
  readonly queue: Pick<DeliveryQueue, 'replicas'>;
  /** Tests whether the queue accepts writes. */
  readonly writes: Pick<WriteWatch, 'check'>;
  readonly checkDurability?: DurabilityWatch['check'];
}

/**
 * `/healthz` and `/readyz`. The process is ready if its queue accepts a write. A queue that can lose acknowledged jobs makes it not ready,
 * or causes a `warning` if the settings allow such a queue.
 */
export function readiness(app: FastifyInstance, { queue, writes, checkDurability }: ReadinessOptions): void {
  healthRoutes(app, {
    queue: async (): Promise<Warning | undefined> => {
      const refusal = await writes.check();
      if (refusal) throw new NotReadyError(`queue_${refusal.reason}`, refusal);
      const weakness = await checkDurability?.();
      if (weakness?.refused) throw new NotReadyError(weakness.reason);
      const { reachable, wanted } = await queue.replicas();
      if (reachable < wanted) throw new NotReadyError(`too_few_replicas: ${reachable} of ${wanted}`);
      return weakness && { warning: weakness.reason };
    },
  });
}
