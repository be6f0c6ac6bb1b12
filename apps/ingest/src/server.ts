import type { Accounts, ProviderIo } from '@payspool/providers';
import type { DeliveryQueue } from '@payspool/queue';
import { healthRoutes, type Logger } from '@payspool/runtime';
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import { answerError, errorCodeOf } from './answers.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { createEndpoints } from './endpoints.ts';
import { webhookRoutes } from './webhook-routes.ts';

export interface ServerOptions {
  readonly accounts: Accounts;
  readonly queue: DeliveryQueue;
  readonly io: ProviderIo;
  readonly logger: Logger;
  readonly ackTimeoutMs: number;
  readonly bodyLimitBytes: number;
  /** Senders slower than these are cut off: a body of a few kilobytes takes no provider ten seconds. */
  readonly headersTimeoutMs?: number;
  /** From the first byte to the last, body included. */
  readonly requestTimeoutMs?: number;
}

export function createServer({
  accounts,
  queue,
  io,
  logger,
  ackTimeoutMs,
  bodyLimitBytes,
  headersTimeoutMs = 5_000,
  requestTimeoutMs = 10_000,
}: ServerOptions): FastifyInstance {
  const app = fastify({
    // Our own lines name ids; the framework's would name paths, and a path can be a secret.
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    routerOptions: { maxParamLength: 256 },
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: 1_000 },
    forceCloseConnections: 'idle',
    // The framework's own answers to these would repeat the path.
    frameworkErrors: (error, _request, reply) => void answerError(reply, errorCodeOf(error)),
    clientErrorHandler: answerBrokenRequest,
  });
  // Before the body is read: what is wrong with it does not matter where nobody listens.
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return answerError(reply, 'not_found');
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const code = errorCodeOf(error);
    if (code === 'unavailable') logger.error({ err: error }, 'delivery not acknowledged');
    return answerError(reply, code);
  });
  healthRoutes(app, { queue: () => queue.ping() });
  app.register(async (scope) =>
    webhookRoutes(scope, {
      findDestination: createEndpoints(accounts, io),
      queue,
      logger,
      now: io.now,
      ackTimeoutMs,
    }),
  );
  return app;
}
