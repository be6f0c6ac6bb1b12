import { createLogger } from '@payspool/runtime';
import { fastify } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { BOARD_ROUTES, isAllowed } from './board-routes.ts';
import { registerBoard } from './register-board.ts';

describe('the routes of Bull Board', () => {
  let registered: ReadonlySet<string>;
  beforeAll(async () => {
    registered = await registeredRoutes();
  });

  it('are all on the list: one that an upgrade adds has to be decided about', () => {
    expect([...registered].filter((route) => !(route in BOARD_ROUTES))).toEqual([]);
  });

  it('are all that is on the list: one that an upgrade drops is not kept open', () => {
    expect(Object.keys(BOARD_ROUTES).filter((route) => !registered.has(route))).toEqual([]);
  });

  it('change nothing but by retrying and promoting', () => {
    const open = Object.entries(BOARD_ROUTES).filter(([, purpose]) => purpose !== 'refused');
    expect(open.filter(([route]) => !route.startsWith('GET ')).map(([route]) => route)).toEqual([
      'PUT /api/queues/:queueName/:jobId/retry',
      'PUT /api/queues/:queueName/retry/:queueStatus',
      'PUT /api/queues/:queueName/:jobId/promote',
      'PUT /api/queues/:queueName/promote',
    ]);
  });
});

describe('isAllowed', () => {
  const asked = (method: string, pattern: string | undefined, params: Record<string, string> = {}) =>
    isAllowed({ method, pattern, params });

  it('lets reading, retry and promote through', () => {
    expect(asked('GET', '/api/queues')).toBe(true);
    expect(asked('HEAD', '/static/*')).toBe(true);
    expect(asked('PUT', '/api/queues/:queueName/:jobId/retry')).toBe(true);
    expect(asked('PUT', '/api/queues/:queueName/promote')).toBe(true);
  });

  it('refuses a listed route under another method, an unknown one, and none', () => {
    expect(asked('DELETE', '/api/queues')).toBe(false);
    expect(asked('PUT', '/api/queues')).toBe(false);
    expect(asked('PUT', '/api/queues/:queueName/drop')).toBe(false);
    expect(asked('GET', undefined)).toBe(false);
  });

  it('refuses names that every object has', () => {
    expect(isAllowed({ method: '__proto__', pattern: '', params: {} })).toBe(false);
    expect(asked('GET', 'toString')).toBe(false);
  });

  it('retries all that failed, and never all that completed', () => {
    const pattern = '/api/queues/:queueName/retry/:queueStatus';
    expect(asked('PUT', pattern, { queueStatus: 'failed' })).toBe(true);
    expect(asked('PUT', pattern, { queueStatus: 'completed' })).toBe(false);
  });
});

/** What the library asks the router for, below its base path. */
async function registeredRoutes(): Promise<ReadonlySet<string>> {
  const routes = new Set<string>();
  const app = fastify();
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) {
      if (each !== 'HEAD') routes.add(`${each} ${url.slice('/board'.length) || '/'}`);
    }
  });
  const options = {
    store: { queues: async () => [] },
    showPayloads: false,
    logger: createLogger({ app: 'dashboard', level: 'silent' }),
  };
  await app.register(async (scope) => registerBoard(scope, options), { prefix: '/board' });
  await app.ready();
  await app.close();
  return routes;
}
