import { openDatabase } from '@payspool/db';
import { byVersion, createDatabase, lockTable, waitFor } from '@payspool/testkit';
import { expect, inject, it, onTestFinished } from 'vitest';
import { openDeliveryQueue } from '@payspool/queue';
import { gocardlessJob, manyEvents, startGocardlessApi } from './gocardless-under-test.ts';
import { OWN_QUEUES } from './own-queues.ts';
import { startWorkerProcess } from './worker-process.ts';

const TOKEN = 'sandbox_token-of-the-test';

/** The short version takes one queue, because the budget of calls to the API makes this slow. */
const QUEUES = OWN_QUEUES.filter(({ available }) => available).slice(byVersion({ short: -1, long: 0 }));

it.each(QUEUES)(
  '250 events of 40 purchases in one delivery, the worker killed in the middle, over the queue in $name: another worker completes them',
  async ({ open }) => {
    const place = await open();
    onTestFinished(place.close);
    const api = await startGocardlessApi(TOKEN);
    onTestFinished(api.stop);
    const tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
    onTestFinished(tables.drop);
    const { prisma: db, close } = openDatabase({ url: tables.url, poolSize: 3 });
    onTestFinished(close);
    const queue = openDeliveryQueue({ url: place.url, dedupeTtlMs: 60_000, onError: () => undefined });
    onTestFinished(queue.close);
    const start = () =>
      startWorkerProcess({
        QUEUE_URL: place.url,
        DATABASE_URL: tables.url,
        WORKER_LOCK_MS: '1000',
        GOCARDLESS_WEBHOOK_SECRETS: 'a-secret-of-the-test',
        GOCARDLESS_ACCESS_TOKEN: TOKEN,
        GOCARDLESS_API_URL: api.url,
      });
    const recorded = (where = {}) => db.event.count({ where });

    const job = gocardlessJob('default', manyEvents());
    expect(await queue.enqueue(job)).toBe('accepted');
    const killed = start();
    await waitFor(async () => (await recorded()) > 0, {
      what: 'the first events',
      timeoutMs: 30_000,
      everyMs: 2,
    });
    const release = await lockTable(tables.url, 'events');
    const before = await recorded();
    await killed.kill();
    await release();
    expect(before).toBeLessThan(250);
    expect(await recorded({ status: 'split' })).toBe(0);

    const worker = start();
    onTestFinished(worker.stop);
    await waitFor(async () => (await queue.depth()).active + (await queue.depth()).waiting === 0, {
      what: 'every job to be done',
      timeoutMs: 60_000,
    });
    // Of ten chargebacks one is malformed.
    const orders = (status: 'refunded' | 'partially_refunded') => db.order.count({ where: { status } });
    await waitFor(
      async () => (await orders('refunded')) === 9 && (await orders('partially_refunded')) === 31,
      {
        what: 'every answer of the API to be applied',
        timeoutMs: 60_000,
      },
    );
    const parts = { partOf: { not: null } };
    expect([
      await recorded({ ...parts, status: 'applied' }),
      await recorded({ ...parts, status: 'failed' }),
      await recorded({ status: 'split' }),
    ]).toEqual([247, 3, 1]);
    // The body is stored once. The other bodies are answers of the API.
    const bodies = await db.event.findMany({ where: { rawBody: { not: null } }, select: { eventKey: true } });
    expect(bodies.filter(({ eventKey }) => !eventKey.endsWith('/answer'))).toEqual([{ eventKey: 'WB1' }]);
  },
  180_000,
);
