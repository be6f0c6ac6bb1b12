import { freePort, waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS } from './backends.ts';
import { startIppopayApi } from './ippopay-api.ts';
import { jobOf, scenarioOf } from './jobs.ts';
import { startWorker, type WorkerUnderTest } from './worker-under-test.ts';

const env = (apiUrl: string) => ({
  IPPOPAY_PATH_TOKEN: 'a-token-of-the-test',
  IPPOPAY_PUBLIC_KEY: 'pk_test_1',
  IPPOPAY_SECRET_KEY: 'sk_test_1',
  IPPOPAY_API_URL: apiUrl,
});

/** The amount and date that `simulatedAnswer` returns: 499.00 INR, on 31 January 2026. */
const orderId = (uid: string, outcome: 'paid' | 'pendingthenpaid') =>
  `order_sim_${uid}_${outcome}_49900_1769860800`;
const hint = (id: string) =>
  jobOf('ippopay', Buffer.from(JSON.stringify({ order_id: id, status: 'success' })));

describe.each(BACKENDS)('a hint, over the queue in $name,', (backend) => {
  describe.skipIf(!backend.available)('is confirmed with the API:', () => {
    let api: Awaited<ReturnType<typeof startIppopayApi>>;
    let worker: WorkerUnderTest;
    beforeAll(async () => {
      api = await startIppopayApi();
      worker = await startWorker(backend, { env: env(api.url) });
    });
    afterAll(async () => {
      await worker.stop();
      await api.stop();
    });
    const ordersOf = (orderRef: string) => worker.db.order.findMany({ where: { orderRef } });

    it('pending at first and paid at an identical second hint, it makes one paid order', async () => {
      const id = orderId('later', 'pendingthenpaid');
      expect(await worker.deliver(hint(id))).toMatchObject({ state: 'completed', outcome: 'applied' });
      expect(await ordersOf(id)).toMatchObject([{ status: 'pending' }]);

      expect(await worker.deliver(hint(id))).toMatchObject({ state: 'completed', outcome: 'applied' });
      const orders = await ordersOf(id);
      expect(orders).toMatchObject([{ status: 'paid', currency: 'INR' }]);
      expect([orders[0]?.amountMinor?.toFixed(), orders[0]?.paidMinor.toFixed()]).toEqual(['49900', '49900']);
      expect(api.asked(id)).toBe(2);

      // The two answers are recorded, each with its own key; the hints are not.
      const rows = await worker.db.event.findMany({
        where: { eventKey: { contains: id } },
        orderBy: { id: 'asc' },
      });
      expect(rows.map(({ status }) => status)).toEqual(['applied', 'applied']);
      expect(rows.every(({ eventKey }) => !eventKey.startsWith('hint:'))).toBe(true);
      expect(Buffer.from(rows[1]?.rawBody ?? []).toString()).toContain('"status":"success"');
    });

    it('with the same answer twice, it is a duplicate', async () => {
      const id = orderId('twice', 'paid');
      expect(await worker.deliver(hint(id))).toMatchObject({ outcome: 'applied' });
      const [before] = await ordersOf(id);
      expect(await worker.deliver(hint(id))).toMatchObject({ state: 'completed', outcome: 'duplicate' });
      expect(await ordersOf(id)).toEqual([before]);
    });

    it('it is confirmed again after half a minute while its answer is not final', async () => {
      const id = orderId('again', 'pendingthenpaid');
      const job = hint(id);
      await worker.deliver(job);
      const delayed = (await worker.place.jobs.getDelayed()).filter(
        ({ data }) => data.eventKey === job.eventKey,
      );
      expect(delayed.map(({ delay, data }) => ({ delay, attempt: data.attempt, kind: data.kind }))).toEqual([
        { delay: 30_000, attempt: 1, kind: 'hint' },
      ]);

      // The follow-up question runs early here: its answer is final, and there is no further question.
      await worker.nextAttempt(async () => delayed[0]?.promote());
      expect(await ordersOf(id)).toMatchObject([{ status: 'paid' }]);
      const left = (await worker.place.jobs.getDelayed()).filter(
        ({ data }) => data.eventKey === job.eventKey,
      );
      expect(left).toEqual([]);
    });

    it('it is not confirmed again after the last question of the table', async () => {
      const job = hint(orderId('last', 'pendingthenpaid'));
      expect(await worker.deliver({ ...job, attempt: 9 })).toMatchObject({ state: 'completed' });
      const left = (await worker.place.jobs.getDelayed()).filter(
        ({ data }) => data.eventKey === job.eventKey,
      );
      expect(left).toEqual([]);
    });

    it('it fails if the API refuses our keys, and a later answer corrects the failure', async () => {
      const id = orderId('refused', 'paid');
      const job = hint(id);
      api.refuse(true);
      const refused = await worker.deliver(job).finally(() => api.refuse(false));
      expect(refused).toMatchObject({ state: 'failed', attempt: 1, code: 'refused_by_provider' });
      const hintRow = () => worker.db.event.findFirst({ where: { eventKey: job.eventKey } });
      expect(await hintRow()).toMatchObject({ status: 'failed' });
      expect(await ordersOf(id)).toEqual([]);

      expect(await worker.deliver(job)).toMatchObject({ state: 'completed', outcome: 'applied' });
      expect(await ordersOf(id)).toMatchObject([{ status: 'paid' }]);
      expect(await hintRow()).toMatchObject({ status: 'ignored' });
    });

    it('it fails at once if it names no order', async () => {
      const attempt = await worker.deliver(jobOf('ippopay', Buffer.from('{"status":"success"}')));
      expect(attempt).toMatchObject({ state: 'failed', attempt: 1, code: 'schema_violation' });
      expect(attempt.reason).toContain('order_id');
    });
  });

  describe.skipIf(!backend.available)('while the API does not answer', () => {
    it('hints use at most half of the slots: a signed delivery is applied meanwhile, and other hints use no attempt', async () => {
      const api = await startIppopayApi();
      const worker = await startWorker(backend, { env: env(api.url), concurrency: 2 });
      api.silence(true);
      await worker.enqueue(hint(orderId('flood0', 'paid')));
      await waitFor(async () => (await worker.place.jobs.getActive()).length === 1, { what: 'the question' });
      for (const uid of ['flood1', 'flood2', 'flood3']) await worker.enqueue(hint(orderId(uid, 'paid')));
      const { body } = scenarioOf('standard', 'checkout', 'meanwhile').deliveries[0] ?? {};
      const applied = await worker.deliver(jobOf('standard', body ?? Buffer.alloc(0)));
      expect(applied).toMatchObject({ state: 'completed', outcome: 'applied' });
      expect((await worker.place.jobs.getActive()).map(({ data }) => data.provider)).toContain('ippopay');
      api.silence(false);
      const completed = () => worker.place.jobs.getJobs(['completed']);
      await waitFor(async () => (await completed()).length === 4, { what: 'the hints that were put off' });
      expect((await completed()).map(({ attemptsMade }) => attemptsMade)).toEqual([1, 1, 1, 1]);
      await api.stop();
      await worker.stop();
    });
  });

  describe.skipIf(!backend.available)('while the API is down', () => {
    let worker: WorkerUnderTest;
    beforeAll(async () => {
      worker = await startWorker(backend, { env: env(`http://127.0.0.1:${await freePort()}`) });
    });
    afterAll(() => worker.stop());

    it('goes back to the queue, and nothing is recorded', async () => {
      const attempt = await worker.deliver(hint(orderId('away', 'paid')));
      expect(attempt).toMatchObject({ state: 'to be retried', attempt: 1, code: 'unavailable' });
      expect(await worker.place.jobs.getJobState(attempt.jobId)).toBe('delayed');
      expect(await worker.db.event.count()).toBe(0);
    });
  });
});
