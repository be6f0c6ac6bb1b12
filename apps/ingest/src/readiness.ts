import type { DeliveryQueue, DurabilityWatch } from '@payspool/queue';
import { healthRoutes, NotReadyError } from '@payspool/runtime';
import type { FastifyInstance } from 'fastify';

export interface ReadinessOptions {
  readonly queue: Pick<DeliveryQueue, 'ping'>;
  readonly checkDurability?: DurabilityWatch['check'];
}

/** `/healthz` and `/readyz`. A queue that can lose what it acknowledges is a reason against, or a `warning` where that is allowed. */
export function readiness(app: FastifyInstance, { queue, checkDurability }: ReadinessOptions): void {
  let warning: string | undefined;
  app.register(async (scope) => {
    scope.addHook('preSerialization', async (request, reply, payload) =>
      warning !== undefined && request.routeOptions.url === '/readyz' && reply.statusCode === 200
        ? Object.assign({}, payload, { warning })
        : payload,
    );
    healthRoutes(scope, {
      queue: async () => {
        await queue.ping();
        const weakness = await checkDurability?.();
        if (weakness?.refused) throw new NotReadyError(weakness.reason);
        warning = weakness?.reason;
      },
    });
  });
}
