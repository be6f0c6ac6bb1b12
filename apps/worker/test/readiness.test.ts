import { createDatabase, hasRedisServer, startRedisServer, waitFor } from '@payspool/testkit';
import { expect, inject, it, onTestFinished } from 'vitest';
import { startWorkerProcess } from './worker-process.ts';

it.skipIf(!hasRedisServer())(
  'a worker whose queue can lose what it holds is ready, and /readyz warns of it (needs redis-server)',
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
    const response = await fetch(`${address}/readyz`);
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ready', warning: 'queue_not_durable: appendfsync is everysec' },
    ]);
  },
);
