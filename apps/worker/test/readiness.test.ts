import { migrateDatabase, openDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import {
  createDatabase,
  freePort,
  hasRedisServer,
  startPostgresServer,
  startRedisServer,
  waitFor,
} from '@payspool/testkit';
import { expect, inject, it, onTestFinished } from 'vitest';
import { startWorkerProcess } from './worker-process.ts';

it.skipIf(!hasRedisServer())(
  'a worker whose queue can lose its jobs is ready, and /readyz shows a warning (needs redis-server)',
  async () => {
    const redis = await startRedisServer({ flags: ['--appendfsync', 'everysec'] });
    onTestFinished(redis.stop);
    const tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
    onTestFinished(tables.drop);
    const worker = startWorkerProcess({ QUEUE_URL: redis.url, DATABASE_URL: tables.url });
    onTestFinished(worker.stop);
    const address = await waitFor(() => /"address":"([^"]+)"/.exec(worker.output())?.[1], {
      what: 'an address',
      timeoutMs: 30_000,
    });
    const response = await waitFor(
      async () => {
        const answer = await fetch(`${address}/readyz`);
        return answer.status === 200 ? answer : undefined;
      },
      { what: 'readiness' },
    );
    expect(await response?.json()).toEqual({
      status: 'ready',
      warning: 'queue_not_durable: appendfsync is everysec',
    });
  },
);

it('a worker whose Postgres is read-only is not ready, reports it everywhere, and becomes ready again by itself', async () => {
  const server = await startPostgresServer({ fsync: false });
  onTestFinished(server.stop);
  await Promise.all([migrateDatabase(server.url), migrateQueue(server.url)]);
  const admin = openDatabase({ url: server.url, poolSize: 1 });
  onTestFinished(admin.close);
  await admin.prisma.$executeRawUnsafe('SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE');
  const set = async (change: string) => {
    await admin.prisma.$executeRawUnsafe(`ALTER SYSTEM ${change}`);
    await admin.prisma.$queryRaw`SELECT pg_reload_conf()`;
  };
  const metricsPort = await freePort();
  const worker = startWorkerProcess({
    QUEUE_URL: server.url,
    DATABASE_URL: server.url,
    METRICS_PORT: String(metricsPort),
  });
  onTestFinished(worker.stop);
  const address = await waitFor(() => /"address":"([^"]+)"/.exec(worker.output())?.[1], {
    what: 'an address',
    timeoutMs: 30_000,
  });
  const readyz = async () => {
    const response = await fetch(`${address}/readyz`);
    return [response.status, await response.json()] as const;
  };
  const refused = async () => {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    return [...text.matchAll(/^payspool_store_refused\{.*store="(\w+)",reason="(\w+)"\} 1$/gm)].map(
      ([, store, reason]) => `${store} ${reason}`,
    );
  };
  await waitFor(async () => (await readyz())[0] === 200, { what: 'readiness' });
  expect(await refused()).toEqual([]);

  await set('SET default_transaction_read_only = on');
  await waitFor(async () => (await refused()).length === 2, { what: 'both refusals' });
  const detail = 'Postgres refuses writes: it is a standby, or was made read-only';
  expect(await readyz()).toEqual([
    503,
    {
      status: 'unavailable',
      reason: 'queue_read_only,database_read_only',
      detail: `${detail}; ${detail}`,
    },
  ]);
  expect((await refused()).toSorted()).toEqual(['database read_only', 'queue read_only']);

  await set('RESET default_transaction_read_only');
  await waitFor(async () => (await readyz())[0] === 200, { what: 'readiness again' });
  expect(await refused()).toEqual([]);
  for (const store of ['queue', 'database']) {
    expect(worker.output().split(`"the ${store} refuses writes"`)).toHaveLength(2);
    expect(worker.output().split(`"the ${store} takes writes again"`)).toHaveLength(2);
  }
});
