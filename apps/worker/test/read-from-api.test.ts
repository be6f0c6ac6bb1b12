import { observationBody, observationKey, readDelivery, stripe } from '@payspool/providers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS } from './backends.ts';
import { bodyOf, jobOf } from './jobs.ts';
import { startWorker, type WorkerUnderTest } from './worker-under-test.ts';

const CHARGE = 'payment_intent.succeeded';
const bodyFor = (uid: string) => bodyOf('stripe', 'checkout', { uid, type: CHARGE });

describe.each(BACKENDS)('over the queue in $name', (backend) => {
  describe.skipIf(!backend.available)('what was read from an API', () => {
    let worker: WorkerUnderTest;
    beforeAll(async () => {
      worker = await startWorker(backend);
    });
    afterAll(() => worker.stop());
    const events = (eventKey: string) =>
      worker.db.event.findMany({
        where: { eventKey },
        select: { account: true, source: true, status: true },
      });

    it('is replaced by its delivery, which has a job of its own', async () => {
      const job = jobOf('stripe', bodyFor('replaced'));
      const read = { ...job, source: 'refetched' as const, headers: {} };
      expect(await worker.deliver(read)).toMatchObject({ outcome: 'applied' });
      expect(await events(job.eventKey)).toEqual([
        { account: 'default', source: 'refetched', status: 'applied' },
      ]);
      expect(await worker.deliver(job)).toMatchObject({ state: 'completed', outcome: 'applied' });
      expect(await events(job.eventKey)).toEqual([
        { account: 'default', source: 'delivery', status: 'applied' },
      ]);
      await worker.place.jobs.clean(0, 100, 'completed');
      expect(await worker.deliver(job)).toMatchObject({ outcome: 'duplicate' });
      expect(await worker.deliver(read)).toMatchObject({ outcome: 'duplicate' });
    });

    it('belongs to the connected account that was asked for', async () => {
      const job = jobOf('stripe', bodyFor('connected'));
      await worker.deliver({ ...job, source: 'refetched', merchant: 'acct_1', headers: {} });
      expect(await events(job.eventKey)).toEqual([
        { account: 'default/acct_1', source: 'refetched', status: 'applied' },
      ]);
    });

    it('is the state of an object, which makes rows like events do, and publishes nothing if it is imported', async () => {
      const intent = (
        JSON.parse(bodyFor('observed').toString('utf8')) as { data: { object: { id: string } } }
      ).data.object;
      const askedAt = new Date('2026-02-01T00:00:00.000Z');
      const object = { kind: 'payment_intent', id: intent.id };
      const body = observationBody(object, { askedAt, answer: Buffer.from(JSON.stringify(intent)) });
      const account = {
        name: 'default',
        provider: stripe,
        settings: stripe.settings.parse({}),
        mode: 'test',
      } as const;
      const { meaning } = readDelivery({ body, headers: {}, source: 'observed' }, account);
      if (meaning.status !== 'applied') throw new Error(`it is ${meaning.status}`);
      const eventKey = observationKey(object, meaning.events, askedAt.toISOString());
      const job = { ...jobOf('stripe', body), eventKey, source: 'observed', isImported: true } as const;
      expect(await worker.deliver({ ...job, headers: {} })).toMatchObject({ outcome: 'applied' });
      expect(await worker.db.payment.findFirst({ where: { paymentRef: intent.id } })).toMatchObject({
        status: 'succeeded',
      });
      expect(await worker.db.outbox.count({ where: { aggregateRef: intent.id } })).toBe(0);
    });
  });
});
