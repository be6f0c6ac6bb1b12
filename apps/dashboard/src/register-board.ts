import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { BoardQueues } from '@payspool/queue';
import type { Logger } from '@payspool/runtime';
import type { Queue } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import type { BoardHooks, HookContext } from '@bull-board/api/typings/app';
import { isAllowed } from './board-routes.ts';
import { failureOf, RequestError } from './failure.ts';
import { shownData } from './shown-job.ts';

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

/** Prevents actions of Bull Board's own handlers that the dashboard does not allow. */
const handlerHooks = ({ showPayloads }: { readonly showPayloads: boolean }): BoardHooks => ({
  before: async (context) => {
    // The button is hidden, but its route is still reachable.
    if (!(await isRetryOfCompleted(context))) return;
    return { allow: false, status: 403, message: 'The job has completed; only failed jobs can be retried.' };
  },
  after: ({ route }, result) => {
    if (route !== '/api/job-schedulers' || showPayloads) return result;
    // A scheduler's template holds the data of future jobs, to which no formatter is applied.
    const body = JSON.stringify(result.body, (key, value: unknown) =>
      key === 'template' ? undefined : value,
    );
    return { ...result, body: JSON.parse(body) as typeof result.body };
  },
});

async function isRetryOfCompleted({ route, request }: HookContext): Promise<boolean> {
  if (route !== '/api/queues/:queueName/:jobId/retry') return false;
  const { queueName = '', jobId = '' } = request.params as Record<string, string>;
  const job = await request.queues
    .get(queueName)
    ?.getJob(jobId)
    .catch(() => undefined); // the handler gets the same error and reports it
  return (await job?.getState().catch(() => undefined)) === 'completed';
}

/** The link to Google's fonts in Bull Board's page. It is removed, so that no third party learns about visits to the dashboard. */
const REMOTE_FONTS = /<link href="https:\/\/fonts\.googleapis\.com\/[^"]{0,300}"[^>]{0,100}>/;

/** Returns a page without its remote resources; other content is not changed. */
const withoutRemoteFonts = <T>(payload: T): T | string =>
  typeof payload === 'string' && payload.startsWith('<!DOCTYPE html>')
    ? payload.replace(REMOTE_FONTS, '')
    : payload;
