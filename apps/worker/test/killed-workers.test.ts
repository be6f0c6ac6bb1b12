import { openDatabase } from '@payspool/db';
import { openDeliveryQueue } from '@payspool/queue';
import { createDatabase, lockTable, waitFor } from '@payspool/testkit';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { bodyOf, jobOf } from './jobs.ts';
import { OWN_QUEUES } from './own-queues.ts';
import { startWorkerProcess } from './worker-process.ts';

describe.each(OWN_QUEUES)('over the queue in $name', ({ available, open }) => {
  it.skipIf(!available)(
    'a delivery whose worker was killed twice is applied, and nothing says that it failed',
    async () => {
      const place = await open();
      onTestFinished(place.close);
      const tables = await createDatabase({
        postgresUrl: inject('postgresUrl'),
        template: inject('template'),
      });
      onTestFinished(tables.drop);
      const database = openDatabase({ url: tables.url, poolSize: 3, applicationName: 'test' });
      onTestFinished(database.close);
      const queue = openDeliveryQueue({ url: place.url, dedupeTtlMs: 60_000, onError: () => undefined });
      onTestFinished(queue.close);
      const db = database.prisma;
      const start = () =>
        startWorkerProcess({ QUEUE_URL: place.url, DATABASE_URL: tables.url, WORKER_LOCK_MS: '1000' });
      /** One worker waits for the table, the next for the locks of the first, because the server has not noticed its death. */
      const inItsTransaction = (workers: number) =>
        waitFor(
          async () => {
            const waiting = await db.$queryRaw<unknown[]>`
              SELECT 1 FROM pg_stat_activity WHERE application_name = 'payspool-worker'
                AND datname = current_database() AND wait_event_type = 'Lock' AND query ~ 'WITH kept_aggregates|pg_advisory_xact_lock'`;
            return waiting.length >= workers;
          },
          { what: `worker ${workers} to be in the transaction of the event`, timeoutMs: 30_000 },
        );

      const body = bodyOf('stripe', 'checkout', { uid: 'killed', type: 'checkout.session.completed' });
      const job = jobOf('stripe', body);
      const release = await lockTable(tables.url, 'events');
      expect(await queue.enqueue(job)).toBe('accepted');
      for (const nth of [1, 2]) {
        const worker = start();
        await inItsTransaction(nth);
        await worker.kill();
      }
      await release();
      expect(await db.event.count()).toBe(0);
      expect(await queue.find(job)).toMatchObject({ state: 'active', attemptsMade: 0 });

      const worker = start();
      onTestFinished(worker.stop);
      await waitFor(async () => (await queue.depth()).completed === 1, {
        what: 'the delivery to be done',
        timeoutMs: 30_000,
      });
      expect(await db.event.findMany()).toMatchObject([
        { eventKey: job.eventKey, status: 'applied', error: null },
      ]);
      expect(await db.order.findMany()).toMatchObject([{ orderRef: 'cs_test_killed' }]);
      expect(await queue.depth()).toMatchObject({ failed: 0, delayed: 0, waiting: 0, active: 0 });
      const facts = await queue.find(job);
      expect(facts).toMatchObject({ state: 'completed', attemptsMade: 1 });
      expect(facts).not.toHaveProperty('failedReason');
      expect(worker.output()).not.toMatch(/"outcome":"(retry|failed)"/);
    },
    120_000,
  );
});
