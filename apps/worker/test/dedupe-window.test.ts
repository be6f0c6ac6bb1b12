import { lockTable, waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BACKENDS } from './backends.ts';
import { jobOf, scenarioOf } from './jobs.ts';
import { startWorker, type WorkerUnderTest } from './worker-under-test.ts';

const WINDOW_MS = 1000;

describe.each(BACKENDS)('with a deduplication window of one second, over the queue in $name,', (backend) => {
  describe.skipIf(!backend.available)('an event', () => {
    let worker: WorkerUnderTest;
    beforeEach(async () => {
      worker = await startWorker(backend, { dedupeTtlMs: WINDOW_MS, concurrency: 4 });
    });
    afterEach(() => worker.stop());

    const { deliveries, expected } = scenarioOf('stripe', 'checkout', 'window');
    const paid = deliveries.find(({ type }) => type === 'payment_intent.succeeded')?.body ?? Buffer.alloc(0);
    const job = jobOf('stripe', paid);
    const acceptedAgain = () =>
      waitFor(async () => (await worker.enqueue(job)) === 'accepted', { what: 'the end of the window' });
    const appliedOnce = async () => {
      const rows = await worker.db.event.findMany({ where: { eventKey: job.eventKey } });
      expect(rows).toMatchObject([{ status: 'applied', error: null }]);
      const payments = await worker.db.payment.findMany();
      expect(payments.map(({ amountMinor }) => amountMinor?.toFixed())).toEqual(['4999']);
      return rows[0]?.appliedAt;
    };

    it('that is sent again before it was applied, within the window and after it, takes effect once', async () => {
      const began = performance.now();
      const release = await lockTable(worker.databaseUrl, 'events');
      expect(await worker.enqueue(job)).toBe('accepted');
      expect(await worker.enqueue(job)).toBe('duplicate');
      const applied = await worker.nextAttempt(release);
      expect(applied).toMatchObject({ outcome: 'applied' });
      const appliedAt = await appliedOnce();
      const inWindow = await worker.enqueue(job);
      // On a very slow machine the window may already be over, and then the queue does not recognise the repeat.
      if (performance.now() - began < WINDOW_MS) expect(inWindow).toBe('duplicate');
      expect(await worker.nextAttempt(acceptedAgain)).toMatchObject({
        state: 'completed',
        outcome: 'duplicate',
      });
      expect(await appliedOnce()).toEqual(appliedAt);
    });

    it('that is still in flight when its window ends, and is then sent again, takes effect once', async () => {
      const release = await lockTable(worker.databaseUrl, 'events');
      expect(await worker.enqueue(job)).toBe('accepted');
      await acceptedAgain();
      await acceptedAgain();
      await release();
      await waitFor(async () => (await worker.place.jobs.getJobCounts()).completed === 3, {
        what: 'all three jobs to end',
      });
      await appliedOnce();
    });

    it('and all others of its purchase, each sent again after the window, make one order', async () => {
      const all = deliveries.map(({ body }) => jobOf('stripe', body));
      const send = () => Promise.all(all.map((one) => worker.enqueue(one)));
      expect(await send()).not.toContain('duplicate');
      let accepted = all.length;
      await waitFor(
        async () => {
          accepted += (await send()).filter((outcome) => outcome === 'accepted').length;
          return accepted >= 3 * all.length;
        },
        { what: 'every event to have been taken three times' },
      );
      await waitFor(async () => (await worker.place.jobs.getJobCounts()).completed === accepted, {
        what: 'every job to end',
      });
      const orders = await worker.db.order.findMany();
      expect(
        orders.map(({ orderRef, status, paidMinor }) => [orderRef, status, paidMinor.toFixed()]),
      ).toEqual(expected.orders.map(({ orderRef }) => [orderRef, 'paid', '4999']));
      expect(await worker.db.event.count({ where: { status: 'applied' } })).toBe(all.length);
      expect(await worker.db.event.count()).toBe(all.length);
      const paidPublished = await worker.db.outbox.count({ where: { topic: 'order.paid' } });
      expect(paidPublished).toBe(1);
    });
  });
});
