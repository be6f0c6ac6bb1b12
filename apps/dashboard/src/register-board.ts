import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { BoardQueues } from '@payspool/queue';
import type { Logger } from '@payspool/runtime';
import type { Queue } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import { isAllowed } from './board-routes.ts';
import { RequestError, failureOf } from './failure.ts';
import { handlerHooks } from './handler-hooks.ts';
import { shownData } from './shown-job.ts';
import { withoutRemoteFonts } from './without-remote-fonts.ts';

export interface BoardOptions {
  readonly store: Pick<BoardQueues, 'queues'>;
  readonly showPayloads: boolean;
  readonly logger: Logger;
}

/** Registers Bull Board in this scope. Only the listed routes reach it, and only while the store answers. */
export async function registerBoard(scope: FastifyInstance, options: BoardOptions): Promise<void> {
  const adapter = new FastifyAdapter().setBasePath(scope.prefix);
  const board = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: {
      uiConfig: { boardTitle: 'Payspool', hideDocsLink: true },
      handlerHooks: handlerHooks(options),
    },
  });
  let shown: readonly Queue[] = [];
  const show = (queues: readonly Queue[]) => {
    if (queues === shown) return;
    board.replaceQueues(queues.map((queue) => adapterOf(queue, options)));
    shown = queues;
  };

  scope.setNotFoundHandler(async () => {
    throw new RequestError(404, 'The dashboard has no such file.');
  });
  scope.addHook('onRequest', async ({ method, routeOptions, params }) => {
    const pattern = routeOptions.url?.slice(scope.prefix.length);
    const request = {
      method,
      pattern: pattern === '' ? '/' : pattern,
      params: params as Record<string, string>,
    };
    if (!isAllowed(request))
      throw new RequestError(403, 'The dashboard can only show, retry and promote jobs.');
  });
  scope.addHook('preHandler', async ({ routeOptions }) => {
    if (routeOptions.url?.startsWith(`${scope.prefix}/api/`)) show(await options.store.queues());
  });
  scope.addHook('onResponse', async ({ method, routeOptions, params, ip }, { statusCode }) => {
    if (method === 'GET' || method === 'HEAD') return;
    options.logger.info({ method, route: routeOptions.url, params, ip, status: statusCode }, 'board');
  });
  scope.addHook('onSend', async (_request, _reply, payload) => withoutRemoteFonts(payload));

  adapter.setErrorHandler((error) => {
    const { status, body } = failureOf(error);
    if (status >= 500) options.logger.error({ err: error }, 'request failed');
    // Bull Board's type lists only the statuses of its own handlers; the adapter can send any.
    return { status: status as 500, body };
  });
  await scope.register(adapter.registerPlugin());
}

/** The only forbidden button that Bull Board can hide without also hiding retry and promote. */
const BUTTONS = { readOnlyMode: false, allowCompletedRetries: false };

function adapterOf(queue: Queue, { showPayloads }: BoardOptions): BullMQAdapter {
  const adapter = new BullMQAdapter(queue, BUTTONS);
  adapter.setFormatter('data', (data: unknown) => shownData(queue.name, data, { showPayloads }));
  if (showPayloads) return adapter;
  adapter.setFormatter('returnValue', () => null);
  adapter.setFormatter('progress', (progress: unknown) => (typeof progress === 'number' ? progress : 0));
  return adapter;
}
