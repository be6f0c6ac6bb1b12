import { waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS } from './backends.ts';
import { jobOf, scenarioOf } from './jobs.ts';
import { startWorker, type WorkerUnderTest } from './worker-under-test.ts';

const PAID = 'payment_intent.succeeded';

interface PaymentKitEvent {
  readonly id: string;
  readonly data: { readonly object: Readonly<Record<string, unknown>> };
}

/** A separate event of the same payment, with some fields replaced. */
const altered = (body: Buffer, id: string, fields: Readonly<Record<string, unknown>>): Buffer => {
  const event = JSON.parse(body.toString()) as PaymentKitEvent;
  const object = { ...event.data.object, ...fields };
  return Buffer.from(JSON.stringify({ ...event, id, data: { ...event.data, object } }));
};

describe.each(BACKENDS)('permanently failing events, over the queue in $name,', (backend) => {
  describe.skipIf(!backend.available)('', () => {
    let worker: WorkerUnderTest;
    beforeAll(async () => {
      worker = await startWorker(backend, {
        env: { PAYMENTKIT_CURRENCIES: 'pc_payspooltoken=18' },
        concurrency: 8,
      });
    });
    afterAll(() => worker.stop());

    const eventRows = (eventKeys: readonly string[]) =>
      worker.db.event.findMany({ where: { eventKey: { in: [...eventKeys] } }, orderBy: { eventKey: 'asc' } });
    const settled = (eventKeys: readonly string[]) =>
      waitFor(async () => (await eventRows(eventKeys)).length === eventKeys.length, {
        what: `${eventKeys.length} events to be recorded`,
      });

    it('fail alone: valid events of the same purchase that are in flight with them are applied', async () => {
      const { deliveries, expected } = scenarioOf('paymentkit', 'checkout', 'mixed');
      const paid = deliveries.find(({ type }) => type === PAID)?.body ?? Buffer.alloc(0);
      const good = deliveries.map(({ body }) => jobOf('paymentkit', body));
      const poison = [
        jobOf('paymentkit', altered(paid, 'evt_currency', { currency_id: 'pc_unknown' })),
        jobOf('paymentkit', altered(paid, 'evt_schema', { amount: { much: true } })),
        jobOf('paymentkit', paid.subarray(0, paid.length - 40)),
        jobOf('paymentkit', altered(paid, 'evt_decimal', { amount_received: '1e3' })),
      ];
      // One invalid event beside each valid one, before it or after it.
      const mixed = [...good, ...good.toReversed()].flatMap((job, at) => [
        poison[at % poison.length] ?? job,
        job,
      ]);
      await Promise.all(mixed.map((job) => worker.enqueue(job)));
      await settled([...good, ...poison].map(({ eventKey }) => eventKey));

      const keysOf = (jobs: typeof good) => jobs.map(({ eventKey }) => eventKey).toSorted();
      for (const row of await eventRows(keysOf(good))) {
        expect(row).toMatchObject({ status: 'applied', error: null });
      }
      for (const row of await eventRows(keysOf(poison))) {
        expect(row).toMatchObject({
          status: 'failed',
          error: expect.any(String) as string,
          aggregateId: null,
        });
      }
      const orders = await worker.db.order.findMany({ where: { provider: 'paymentkit' } });
      const [wanted] = expected.orders;
      expect(orders).toHaveLength(1);
      expect(orders[0]).toMatchObject({ orderRef: wanted?.orderRef, status: 'paid' });
      expect(orders[0]?.paidMinor.toFixed()).toBe('12500000000000000000');
      expect(await worker.db.payment.count()).toBe(1);
      await waitFor(async () => (await worker.place.jobs.getJobCounts('active', 'wait')).active === 0, {
        what: 'every job to end',
      });
      const failed = (await worker.place.jobs.getFailed()).map(
        ({ data }) => (data as { eventKey: string }).eventKey,
      );
      expect([...new Set(failed)].toSorted()).toEqual(keysOf(poison));
    });

    it('are applied if they come again corrected, without a trace of the failure', async () => {
      const { deliveries } = scenarioOf('paymentkit', 'checkout', 'mended');
      const paid = deliveries.find(({ type }) => type === PAID)?.body ?? Buffer.alloc(0);
      const corrected = jobOf('paymentkit', paid);
      for (const fields of [{ currency_id: 'pc_unknown' }, { amount: { much: true } }]) {
        const broken = jobOf('paymentkit', altered(paid, corrected.eventKey, fields));
        expect(broken.eventKey).toBe(corrected.eventKey);
        expect(await worker.deliver(broken)).toMatchObject({ state: 'failed' });
        expect(await eventRows([corrected.eventKey])).toMatchObject([{ status: 'failed', appliedAt: null }]);
      }
      expect(await worker.deliver(corrected)).toMatchObject({ state: 'completed', outcome: 'applied' });
      const [row, ...others] = await eventRows([corrected.eventKey]);
      expect(others).toEqual([]);
      expect(row).toMatchObject({ status: 'applied', error: null, appliedAt: expect.any(Date) as Date });
      expect(Buffer.from(row?.rawBody ?? [])).toEqual(paid);
      expect(await worker.db.payment.findFirst({ where: { paymentRef: 'pi_mended' } })).toMatchObject({
        status: 'succeeded',
      });
      expect(await worker.enqueue(corrected)).toBe('duplicate');
    });
  });
});
