import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { type Checks, healthRoutes, NotReadyError } from './health-routes.ts';

async function ask(path: string, checks: Checks) {
  const app = fastify({ logger: false });
  healthRoutes(app, checks);
  const response = await app.inject(path);
  await app.close();
  return { status: response.statusCode, body: response.json<unknown>() };
}

const good = async () => undefined;
const away = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
const silent = () => new Promise<undefined>(() => undefined);
const unmigrated = () => Promise.reject(new NotReadyError('database_not_migrated'));

describe('/readyz', () => {
  it('is ready when every check resolves', async () => {
    expect(await ask('/readyz', { queue: good, database: good })).toEqual({
      status: 200,
      body: { status: 'ready' },
    });
  });

  it('is ready and shows the warnings of the checks', async () => {
    const weak = async () => ({ warning: 'queue_not_durable' });
    expect(await ask('/readyz', { queue: weak, database: good })).toEqual({
      status: 200,
      body: { status: 'ready', warning: 'queue_not_durable' },
    });
    expect(await ask('/readyz', { queue: weak, database: away })).toEqual({
      status: 503,
      body: { status: 'unavailable', reason: 'database_unreachable' },
    });
  });

  it('answers 503 with the sentences of the checks that have a sentence', async () => {
    const refuses = (code: string, detail: string) => () =>
      Promise.reject(new NotReadyError(code, { detail }));
    const checks = {
      queue: refuses('queue_out_of_memory', 'Redis refuses writes: it has reached maxmemory'),
      database: refuses('database_read_only', 'Postgres refuses writes: it is a standby'),
    };
    expect(await ask('/readyz', { ...checks, third: away })).toEqual({
      status: 503,
      body: {
        status: 'unavailable',
        reason: 'queue_out_of_memory,database_read_only,third_unreachable',
        detail: 'Redis refuses writes: it has reached maxmemory; Postgres refuses writes: it is a standby',
      },
    });
  });

  it.each<[string, Checks, string]>([
    ['a part that refuses', { queue: good, database: away }, 'database_unreachable'],
    ['a part that does not answer', { queue: silent, database: good }, 'queue_unreachable'],
    ["a check's own word", { queue: good, database: unmigrated }, 'database_not_migrated'],
    [
      'everything that fails',
      { queue: away, database: unmigrated },
      'queue_unreachable,database_not_migrated',
    ],
  ])('answers 503 and names %s', async (_what, checks, reason) => {
    expect(await ask('/readyz', checks)).toEqual({ status: 503, body: { status: 'unavailable', reason } });
  });
});

it('/healthz runs no check', async () => {
  expect(await ask('/healthz', { queue: away })).toEqual({ status: 200, body: { status: 'ok' } });
});
