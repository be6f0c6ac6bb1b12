import type { Accounts, ProviderIo } from '@payspool/providers';
import type { DeliveryQueue } from '@payspool/queue';
import { healthRoutes, type Logger } from '@payspool/runtime';
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import { answerError, errorCodeOf } from './answers.ts';
import { createEndpoints } from './endpoints.ts';

import { webhookRoutes } from './webhook-routes.ts';

export interface ServerOptions {
  readonly accounts: Accounts;
  readonly queue: DeliveryQueue;
  readonly io: ProviderIo;
  readonly logger: Logger;
  readonly ackTimeoutMs: number;
  readonly bodyLimitBytes: number;
}

/** Slower senders than these are cut off: a body of a few kilobytes takes no provider ten seconds. */
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;

export function createServer({ accounts, queue, io, logger, ackTimeoutMs, bodyLimitBytes }: ServerOptions): FastifyInstance {
  const app = fastify({
    // Our own lines name ids; the framework's would name paths, and a path can be a secret.
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: 256 },
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 1_000 },
    forceCloseConnections: 'idle',
  });
  app.setNotFoundHandler((_request, reply) => answerError(reply, 'not_found'));
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const code = errorCodeOf(error);
    if (code === 'unavailable') logger.error({ err: error }, 'delivery not acknowledged');
    return answerError(reply, code);
  });
  healthRoutes(app, { queue: () => queue.ping() });
  app.register(async (scope) =>
    webhookRoutes(scope, { findDestination: createEndpoints(accounts, io), queue, logger, now: io.now, ackTimeoutMs }),
  );
  return app;
}
