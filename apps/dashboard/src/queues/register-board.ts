import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { BoardQueues } from '@payspool/queue';
import type { Logger } from '@payspool/runtime';
import type { Queue } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import type { BoardHooks } from '@bull-board/api/typings/app';
import { isAllowed } from './board-routes.ts';
import { failureOf, RequestError } from '../serving/failure.ts';
import { shownData } from './shown-job.ts';

export interface BoardOptions {
  readonly store: Pick<BoardQueues, 'queues'>;
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
      handlerHooks: HANDLER_HOOKS,
    },
  });
  let shown: readonly Queue[] = [];
  const show = (queues: readonly Queue[]) => {
    if (queues === shown) return;
    board.replaceQueues(queues.map(adapterOf));
    shown = queues;
  };

  scope.setNotFoundHandler(async () => {
    throw new RequestError(404, 'The dashboard has no such file.');
  });
  scope.addHook('onRequest', async ({ method, routeOptions }) => {
    const pattern = routeOptions.url?.slice(scope.prefix.length);
    if (!isAllowed({ method, pattern: pattern === '' ? '/' : pattern }))
      throw new RequestError(403, READ_ONLY);
  });
  scope.addHook('preHandler', async ({ routeOptions }) => {
    if (routeOptions.url?.startsWith(`${scope.prefix}/api/`)) show(await options.store.queues());
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

/** Where to do what Bull Board would do elsewhere. */
const READ_ONLY =
  'This page only shows the queues. What failed is retried from the page /failures of this dashboard.';

/** Hides the buttons. Their routes are refused too. */
const BUTTONS = { readOnlyMode: true, allowCompletedRetries: false };

function adapterOf(queue: Queue): BullMQAdapter {
  const adapter = new BullMQAdapter(queue, BUTTONS);
  adapter.setFormatter('data', (data: unknown) => shownData(queue.name, data));
  adapter.setFormatter('returnValue', () => null);
  adapter.setFormatter('progress', (progress: unknown) => (typeof progress === 'number' ? progress : 0));
  return adapter;
}

const HANDLER_HOOKS: BoardHooks = {
  after: ({ route }, result) => {
    if (route !== '/api/job-schedulers') return result;
    // A scheduler's template holds the data of future jobs, to which no formatter is applied.
    const body = JSON.stringify(result.body, (key, value: unknown) =>
      key === 'template' ? undefined : value,
    );
    return { ...result, body: JSON.parse(body) as typeof result.body };
  },
};

/** The link to Google's fonts in Bull Board's page. It is removed, so that no third party learns about visits to the dashboard. */
const REMOTE_FONTS = /<link href="https:\/\/fonts\.googleapis\.com\/[^"]{0,300}"[^>]{0,100}>/;

/** Returns a page without its remote resources; other content is not changed. */
const withoutRemoteFonts = <T>(payload: T): T | string =>
  typeof payload === 'string' && payload.startsWith('<!DOCTYPE html>')
    ? payload.replace(REMOTE_FONTS, '')
    : payload;
