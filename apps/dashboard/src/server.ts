import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { BoardQueues } from '@payspool/queue';
import { healthRoutes, type Logger } from '@payspool/runtime';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { failureOf } from './failure.ts';
import { requireLogin } from './login.ts';
import { registerBoard } from './register-board.ts';
import { refuseCrossSite } from './same-origin.ts';

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

/**
 * The dashboard loads only its own files: no script from elsewhere, no inline script, no `eval`. Bull Board's pages use inline
 * styles, and its worker for highlighting is a separate file.
 */
const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      scriptSrcAttr: ["'none'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // Only for this host: the dashboard does not decide about other hosts of the same domain.
  strictTransportSecurity: { includeSubDomains: false },
  xFrameOptions: { action: 'deny' },
  // With a stricter value, some browsers would omit the `Origin` that distinguishes the dashboard's own requests.
  referrerPolicy: { policy: 'same-origin' },
} satisfies FastifyHelmetOptions;
