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

  it('are all on the list, so that a route that an upgrade adds needs a decision', () => {
    expect([...registered].filter((route) => !(route in BOARD_ROUTES))).toEqual([]);
  });

  it('include every route on the list, so that a removed route does not stay allowed', () => {
    expect(Object.keys(BOARD_ROUTES).filter((route) => !registered.has(route))).toEqual([]);
  });

  it('change a queue only by retrying and promoting', () => {
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

  it('allows reading, retry and promotion', () => {
    expect(asked('GET', '/api/queues')).toBe(true);
    expect(asked('HEAD', '/static/*')).toBe(true);
    expect(asked('PUT', '/api/queues/:queueName/:jobId/retry')).toBe(true);
    expect(asked('PUT', '/api/queues/:queueName/promote')).toBe(true);
  });

  it('refuses a listed route with another method, an unknown route, and no route', () => {
    expect(asked('DELETE', '/api/queues')).toBe(false);
    expect(asked('PUT', '/api/queues')).toBe(false);
    expect(asked('PUT', '/api/queues/:queueName/drop')).toBe(false);
    expect(asked('GET', undefined)).toBe(false);
  });

  it('refuses names that every object inherits', () => {
    expect(isAllowed({ method: '__proto__', pattern: '', params: {} })).toBe(false);
    expect(asked('GET', 'toString')).toBe(false);
  });

  it('allows a retry of all failed jobs, and never of all completed jobs', () => {
    const pattern = '/api/queues/:queueName/retry/:queueStatus';
    expect(asked('PUT', pattern, { queueStatus: 'failed' })).toBe(true);
    expect(asked('PUT', pattern, { queueStatus: 'completed' })).toBe(false);
  });
});

/** The routes that the library registers, below its base path. */
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
