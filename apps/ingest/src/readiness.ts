import type { DeliveryQueue, DurabilityWatch } from '@payspool/queue';
import { healthRoutes, NotReadyError, type Warning } from '@payspool/runtime';
import type { FastifyInstance } from 'fastify';

export interface ReadinessOptions {
  readonly queue: Pick<DeliveryQueue, 'ping' | 'replicas'>;
  readonly checkDurability?: DurabilityWatch['check'];
}

/** `/healthz` and `/readyz`. A queue that can lose what it acknowledges is a reason against, or a `warning` where that is allowed. */
export function readiness(app: FastifyInstance, { queue, checkDurability }: ReadinessOptions): void {
  healthRoutes(app, {
    queue: async (): Promise<Warning | undefined> => {
      await queue.ping();
      const weakness = await checkDurability?.();
      if (weakness?.refused) throw new NotReadyError(weakness.reason);
      const { reachable, wanted } = await queue.replicas();
      if (reachable < wanted) throw new NotReadyError(`too_few_replicas: ${reachable} of ${wanted}`);
      return weakness && { warning: weakness.reason };
    },
  });
}
