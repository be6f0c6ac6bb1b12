import helmet from '@fastify/helmet';
import type { BoardQueues } from '@payspool/queue';
import { healthRoutes, type Logger } from '@payspool/runtime';
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { failureOf } from './failure.ts';
import { requireLogin } from './login.ts';
import { registerBoard } from './register-board.ts';
import { refuseCrossSite } from './same-origin.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface ServerOptions {
  readonly store: Pick<BoardQueues, 'queues' | 'ping'>;
  readonly user: string;
  readonly password: string;
  /** Whether the dashboard shows the payloads of deliveries. */
  readonly showPayloads: boolean;
  readonly logger: Logger;
}

const BOARD = '/board';

/** Serves the board behind its login, and the health routes without a login. */
export function createServer({
  store,
  user,
  password,
  showPayloads,
  logger,
}: ServerOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: 16 * 1024, // neither a retry nor a promotion has a body
    requestTimeout: 10_000,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, _request, reply) => void answerFailure(reply, error),
  });
  app.setErrorHandler((error, _request, reply) => answerFailure(reply, error));
  app.register(helmet, SECURITY_HEADERS);
  app.register(async (open) => healthRoutes(open, { queue: () => store.ping() }));
  app.register(async (closed) => {
    await requireLogin(closed, { user, password, logger });
    refuseCrossSite(closed);
    closed.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not_found' }));
    closed.get('/', (_request, reply) => reply.redirect(`${BOARD}/`));
    await closed.register(async (scope) => registerBoard(scope, { store, showPayloads, logger }), {
      prefix: BOARD,
    });
  });
  return app;
}

function answerFailure(reply: FastifyReply, error: unknown): FastifyReply {
  const { status, body } = failureOf(error);
  return reply.code(status).send(body);
}
