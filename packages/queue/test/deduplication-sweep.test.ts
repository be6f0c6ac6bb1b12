import pg from 'pg';
import { createDatabase, waitFor } from '@payspool/testkit';
import { expect, inject, it } from 'vitest';
import { sweepDeduplication } from '../src/store/postgres-store.ts';
import { migrateQueue, openDeliveryQueue, openDeliveryWorker } from '../src/index.ts';
import { delivery } from './delivery.ts';

it('the sweep on Postgres deletes any number of expired keys, and no others', async () => {
  const database = await createDatabase({ postgresUrl: inject('postgresUrl') });
  await migrateQueue(database.url);
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  const now = new Date('2026-01-31T12:00:00.000Z');
  await pool.query(
    `INSERT INTO bullmq.dedup (queue, dedup_id, job_id, expire_at_ms)
     SELECT 'deliveries', 'old-' || n, 'job', $1 FROM generate_series(1, 2500) n`,
    [now.getTime()],
  );
  await pool.query(
    `INSERT INTO bullmq.dedup (queue, dedup_id, job_id, expire_at_ms)
     VALUES ('deliveries', 'later', 'job', $1), ('deliveries', 'in flight', 'job', NULL)`,
    [now.getTime() + 1],
  );
  expect(await sweepDeduplication(pool, now)).toBe(2500);
  const { rows } = await pool.query('SELECT dedup_id FROM bullmq.dedup ORDER BY dedup_id');
  expect(rows).toEqual([{ dedup_id: 'in flight' }, { dedup_id: 'later' }]);
  await pool.end();
  await database.drop();
});

it('a worker on Postgres sweeps when it starts', async () => {
  const database = await createDatabase({ postgresUrl: inject('postgresUrl') });
  await migrateQueue(database.url);
  const options = { url: database.url, onError: () => undefined };
  const queue = openDeliveryQueue({ ...options, dedupeTtlMs: 1 });
  await queue.enqueue(delivery());
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const keys = async () => (await pool.query('SELECT 1 FROM bullmq.dedup')).rowCount;
  expect(await keys()).toBe(1);
  const worker = openDeliveryWorker({
    ...options,
    concurrency: 1,
    process: async () => undefined,
    isPermanent: () => false,
  });
  await waitFor(async () => (await keys()) === 0, { what: 'the expired key to go' });
  await worker.drain(1000);
  await queue.close();
  await pool.end();
  await database.drop();
});
