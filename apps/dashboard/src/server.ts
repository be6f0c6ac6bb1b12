import helmet from '@fastify/helmet';
import { type Reader, sql } from '@payspool/db/reader';
import type { BoardQueues, QueueView } from '@payspool/queue';
import { healthRoutes, type Logger } from '@payspool/runtime';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { openAudit } from './access/audit.ts';
import { loginsOf, type LoginSettings } from './access/check-password.ts';
import { type AccessOptions, requireUser } from './access/login.ts';
import { loginRoutes, logoutRoute } from './access/login-routes.ts';
import type { ProxySettings } from './access/proxy-login.ts';
import { refuseCrossSite } from './access/same-origin.ts';
import { openSessions, type Sessions } from './access/sessions.ts';
import { registerBoard } from './queues/register-board.ts';
import { SCREENS } from './screens/index.ts';
import { readAssets } from './serving/assets.ts';
import { failureOf, RequestError } from './serving/failure.ts';
import { sendFailure } from './serving/failure-page.ts';
import { readForms } from './serving/form-body.ts';
import { withoutJson } from './serving/json-address.ts';
import { registerScreens, rightsOf } from './serving/screen-routes.ts';
import { QUEUES_POLICY, SECURITY_HEADERS } from './serving/security-headers.ts';

export interface ServerOptions {
  readonly store: Pick<BoardQueues, 'queues' | 'ping'>;
  readonly queueView: Pick<QueueView, 'backlog' | 'troubledJobs' | 'refusals' | 'jobOf'>;
  readonly reader: Reader;
  readonly login: LoginSettings;
  readonly proxy?: ProxySettings | undefined;
  /** By default in the database. */
  readonly sessions?: Sessions;
  /** The name of the installation, on each page. */
  readonly title: string;
  readonly mode: 'live' | 'test';
  readonly logger: Logger;
  /** The release of this process; `unknown` if absent. */
  readonly release?: string;
  readonly now?: () => Date;
}

const QUEUES = '/queues';

/** Serves the screens, and Bull Board below `/queues`, to users who are logged in. The health routes and the assets are open. */
export function createServer(options: ServerOptions): FastifyInstance {
  const { store, reader, logger, title, mode, now = () => new Date() } = options;
  const audit = openAudit(reader, logger);
  const access: AccessOptions = {
    logins: loginsOf(options.login),
    sessions: options.sessions ?? openSessions(reader),
    proxy: options.proxy,
    audit,
    logger,
    now,
  };
  const assets = readAssets();
  const routes = new Map([...rightsOf(SCREENS), [`${QUEUES}/`, 'read'] as const]);
  const frame = { title, mode, routes, asset: assets.address };
  const app = fastify({
    logger: false,
    bodyLimit: 16 * 1024, // the longest form is a filter
    requestTimeout: 10_000,
    forceCloseConnections: 'idle',
    rewriteUrl: withoutJson,
    routerOptions: { maxParamLength: 600 }, // an event key has at most 500 characters
    frameworkErrors: (error, _request, reply) => void answerFailure(reply, error),
  });
  app.setErrorHandler((error, request, reply) => {
    if (failureOf(error).status >= 500) logger.error({ err: error }, 'request failed');
    return sendFailure(error, { request, reply, frame: { ...frame, now: now() } });
  });
  app.register(helmet, SECURITY_HEADERS);
  app.register(async (open) =>
    healthRoutes(open, {
      queue: () => store.ping(),
      database: async () => void (await reader.query(sql`SELECT 1 AS one`)),
    }),
  );
  app.register(async (open) => assets.register(open));
  app.register(async (open) => {
    refuseCrossSite(open);
    readForms(open);
    await loginRoutes(open, { options: access, frame: () => ({ ...frame, now: now() }) });
  });
  app.register(async (closed) => {
    requireUser(closed, access);
    refuseCrossSite(closed);
    readForms(closed);
    logoutRoute(closed, access);
    closed.setNotFoundHandler(async () => {
      throw new RequestError(404, 'There is nothing at this address.');
    });
    registerScreens(closed, { ...options, screens: SCREENS, queues: store, audit, now, frame });
    await closed.register(
      async (scope) => {
        scope.addHook('onRequest', async (_request, reply) => {
          void reply.header('content-security-policy', QUEUES_POLICY);
        });
        await registerBoard(scope, { store, logger });
      },
      { prefix: QUEUES },
    );
  });
  return app;
}

function answerFailure(reply: FastifyReply, error: unknown): FastifyReply {
  const { status, body } = failureOf(error);
  return reply.code(status).send(body);
}
