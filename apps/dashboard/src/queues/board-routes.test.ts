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

  it('are allowed only to read', () => {
    const open = Object.entries(BOARD_ROUTES).filter(([, purpose]) => purpose !== 'refused');
    expect(open.filter(([route]) => !route.startsWith('GET '))).toEqual([]);
  });
});

describe('isAllowed', () => {
  const asked = (method: string, pattern: string | undefined) => isAllowed({ method, pattern });

  it('allows reading', () => {
    expect(asked('GET', '/api/queues')).toBe(true);
    expect(asked('HEAD', '/static/*')).toBe(true);
  });

  it('refuses what changes a queue, a listed route with another method, an unknown route, and no route', () => {
    expect(asked('PUT', '/api/queues/:queueName/:jobId/retry')).toBe(false);
    expect(asked('PUT', '/api/queues/:queueName/promote')).toBe(false);
    expect(asked('DELETE', '/api/queues')).toBe(false);
    expect(asked('PUT', '/api/queues')).toBe(false);
    expect(asked('PUT', '/api/queues/:queueName/drop')).toBe(false);
    expect(asked('GET', undefined)).toBe(false);
  });

  it('refuses names that every object inherits', () => {
    expect(isAllowed({ method: '__proto__', pattern: '' })).toBe(false);
    expect(asked('GET', 'toString')).toBe(false);
  });
});

/** The routes that the library registers, below its base path. */
async function registeredRoutes(): Promise<ReadonlySet<string>> {
  const routes = new Set<string>();
  const app = fastify();
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) {
      if (each !== 'HEAD') routes.add(`${each} ${url.slice('/queues'.length) || '/'}`);
    }
  });
  const options = {
    store: { queues: async () => [] },
    logger: createLogger({ app: 'dashboard', level: 'silent' }),
  };
  await app.register(async (scope) => registerBoard(scope, options), { prefix: '/queues' });
  await app.ready();
  await app.close();
  return routes;
}
