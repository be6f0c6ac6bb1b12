import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS } from './backends.ts';
import { bodyOf, jobOf, scenarioOf, withObject } from './jobs.ts';
import { startWorker, type WorkerUnderTest } from './worker-under-test.ts';

const SESSION = 'checkout.session.completed';
const session = (uid: string) => bodyOf('stripe', 'checkout', { uid, type: SESSION });

describe.each(BACKENDS)('over the queue in $name', (backend) => {
  describe.skipIf(!backend.available)('a delivery is', () => {
    let worker: WorkerUnderTest;
    beforeAll(async () => {
      worker = await startWorker(backend);
    });
    afterAll(() => worker.stop());

    const eventRow = (eventKey: string) =>
      worker.db.event.findFirst({ where: { provider: 'stripe', eventKey } });
    const order = (orderRef: string) => worker.db.order.findFirst({ where: { orderRef } });

    it('applied, and a duplicate if its job comes again', async () => {
      const { deliveries, expected } = scenarioOf('stripe', 'checkout', 'applied');
      for (const { body } of deliveries.toReversed()) {
        expect(await worker.deliver(jobOf('stripe', body))).toMatchObject({ state: 'completed' });
      }
      const [wanted] = expected.orders;
      const paid = await order(wanted?.orderRef ?? '');
      expect(paid).toMatchObject({ status: 'paid', currency: 'USD', exponent: 2 });
      expect([paid?.amountMinor?.toFixed(), paid?.paidMinor.toFixed()]).toEqual(['4999', '4999']);

      // The queue has no record of it, so Postgres decides.
      await worker.place.jobs.clean(0, 100, 'completed');
      expect(await worker.deliver(jobOf('stripe', session('applied')))).toMatchObject({
        state: 'completed',
        outcome: 'duplicate',
      });
      expect(await order(wanted?.orderRef ?? '')).toEqual(paid);
    });

    it('applied once if the same job is still remembered', async () => {
      const job = jobOf('stripe', session('remembered'));
      expect(await worker.deliver(job)).toMatchObject({ outcome: 'applied' });
      expect(await worker.enqueue(job)).toBe('duplicate');
    });

    it('dated by its receipt if the provider names no time, and stays so if it comes again', async () => {
      const [type, receivedAt] = ['subscription.disable', new Date('2026-01-31T12:07:00.000Z')];
      const body = bodyOf('paystack', 'cancellation', { uid: 'dated', type });
      const job = jobOf('paystack', body, { receivedAt });
      expect(await worker.deliver(job)).toMatchObject({ state: 'completed', outcome: 'applied' });

      await worker.place.jobs.clean(0, 100, 'completed');
      const later = { ...job, receivedAt: new Date('2026-01-31T13:07:00.000Z') };
      expect(await worker.deliver(later)).toMatchObject({ outcome: 'duplicate' });
      const where = { provider: 'paystack', eventKey: job.eventKey };
      expect(await worker.db.event.findFirst({ where })).toMatchObject({
        occurredAt: receivedAt,
        receivedAt,
      });
    });

    it('ignored if its type is unknown', async () => {
      const body = Buffer.from(
        '{"id":"evt_new","object":"event","type":"moon.landed","created":1769860800,"livemode":false,"data":{"object":{}}}',
      );
      expect(await worker.deliver(jobOf('stripe', body))).toMatchObject({
        state: 'completed',
        outcome: 'ignored',
      });
      expect(await eventRow('evt_new')).toMatchObject({
        status: 'ignored',
        type: 'moon.landed',
        canonical: [],
      });
    });

    it('ignored if its body has the other mode', async () => {
      const live = Buffer.from(
        session('livebody')
          .toString()
          .replaceAll(/("livemode":\s*)false/g, '$1true'),
      );
      const job = jobOf('stripe', live);
      expect(await worker.deliver(job)).toMatchObject({ state: 'completed', outcome: 'ignored' });
      expect(await eventRow(job.eventKey)).toMatchObject({
        status: 'ignored',
        error: 'a live event on a test account',
      });
      expect(await order('cs_test_livebody')).toBeNull();
    });

    it('ignored if its credentials have the other mode', async () => {
      const job = jobOf('stripe', session('livecert'), { verifiedMode: 'live' });
      expect(await worker.deliver(job)).toMatchObject({ state: 'completed', outcome: 'ignored' });
      expect(await eventRow(job.eventKey)).toMatchObject({
        status: 'ignored',
        error: 'a live event on a test account',
      });
      expect(await order('cs_test_livecert')).toBeNull();
    });

    it('failed at once if it violates its schema, and applied if it is sent again corrected', async () => {
      const job = jobOf('stripe', withObject(session('broken'), { amount_total: 'a lot' }));
      const attempt = await worker.deliver(job);
      expect(attempt).toMatchObject({
        state: 'failed',
        attempt: 1,
        outcome: 'failed',
        code: 'schema_violation',
      });
      expect(attempt.reason).toContain('data.object.amount_total');
      expect(await worker.place.jobs.getJobState(attempt.jobId)).toBe('failed');
      expect(await worker.place.jobs.getJob(attempt.jobId)).toMatchObject({
        attemptsMade: 1,
        failedReason: attempt.reason,
      });

      const failed = await eventRow(job.eventKey);
      expect(failed).toMatchObject({ status: 'failed', type: SESSION, canonical: [], aggregateId: null });
      expect(failed?.error).toContain('data.object.amount_total');
      expect(Buffer.from(failed?.rawBody ?? [])).toEqual(job.body);
      expect(await order('cs_test_broken')).toBeNull();
      expect(await worker.db.alias.count({ where: { ref: { contains: 'broken' } } })).toBe(0);

      const corrected = jobOf('stripe', session('broken'));
      expect(corrected.eventKey).toBe(job.eventKey);
      expect(await worker.deliver(corrected)).toMatchObject({ state: 'completed', outcome: 'applied' });
      expect(await eventRow(job.eventKey)).toMatchObject({ status: 'applied', error: null });
      expect(await order('cs_test_broken')).toMatchObject({ orderRef: 'cs_test_broken' });
    });

    it('failed if it is not JSON, and every byte of it is stored', async () => {
      const job = jobOf('stripe', Buffer.from([0x7b, 0x00, 0xff, 0x7d]));
      expect(await worker.deliver(job)).toMatchObject({ state: 'failed', code: 'not_json', attempt: 1 });
      const row = await eventRow(job.eventKey);
      expect(row).toMatchObject({ status: 'failed', occurredAt: null });
      expect(Buffer.from(row?.rawBody ?? [])).toEqual(job.body);
    });

    it('failed if its delivery id came with another body before', async () => {
      const first = jobOf('stripe', session('genuine'), { deliveryRef: 'delivery-1' });
      const second = jobOf('stripe', session('forged'), { deliveryRef: 'delivery-1' });
      expect(await worker.deliver(first)).toMatchObject({ outcome: 'applied' });
      expect(await worker.deliver(second)).toMatchObject({
        state: 'failed',
        code: 'delivery_ref_reused',
        attempt: 1,
      });
      expect(await eventRow(second.eventKey)).toMatchObject({ status: 'failed' });
      expect(await order('cs_test_forged')).toBeNull();
    });

    it('retried if this worker does not have its account, and nothing is recorded', async () => {
      const job = jobOf('stripe', session('elsewhere'), { account: 'elsewhere' });
      const attempt = await worker.deliver(job);
      expect(attempt).toMatchObject({
        state: 'to be retried',
        attempt: 1,
        outcome: 'retry',
        code: 'account_unknown',
      });
      expect(await worker.place.jobs.getJobState(attempt.jobId)).toBe('delayed');
      expect(await eventRow(job.eventKey)).toBeNull();
    });

    it('retried if a newer release wrote its job', async () => {
      const attempt = await worker.nextAttempt(() =>
        worker.place.jobs.add('newer', { v: 3 }, { attempts: 3, backoff: { type: 'retry-table' } }),
      );
      expect(attempt).toMatchObject({ state: 'to be retried', attempt: 1 });
      expect(await worker.place.jobs.getJobState(attempt.jobId)).toBe('delayed');
    });
  });
});
