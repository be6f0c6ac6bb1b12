import { createLogger } from '@payspool/runtime';
import { waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRetention } from '../src/retention.ts';
import { trimFailedJobs } from '../src/trim-failed-jobs.ts';
import { BACKENDS } from './backends.ts';
import { bodyOf, jobOf, withObject } from './jobs.ts';
import { startWorker, type WorkerUnderTest } from './worker-under-test.ts';

const DAY_MS = 86_400_000;
const session = (uid: string) => bodyOf('stripe', 'checkout', { uid, type: 'checkout.session.completed' });
const KEEP = {
  rawBodyDays: 90,
  ignoredEventDays: 90,
  transitionDays: 90,
  operationDays: 365,
  auditDays: 730,
  failedJobDays: 30,
  failedJobs: 100,
};

describe.each(BACKENDS)('retention of failed jobs on the queue in $name', (backend) => {
  describe.skipIf(!backend.available)('', () => {
    let worker: WorkerUnderTest;
    beforeAll(async () => {
      worker = await startWorker(backend);
    });
    afterAll(() => worker.stop());

    const fail = async (uid: string) => {
      const job = jobOf('stripe', withObject(session(uid), { amount_total: 'a lot' }));
      expect(await worker.deliver(job)).toMatchObject({ state: 'failed' });
      return job.eventKey;
    };
    const failed = async () =>
      (await worker.place.jobs.getFailed()).map(({ data }) => (data as { eventKey: string }).eventKey);

    /** One complete round of retention, this number of days from now. */
    const retain = async (retention: Partial<typeof KEEP>, days = 0) => {
      const lines: string[] = [];
      const running = startRetention({
        db: worker.db,
        queue: { url: worker.place.url, keyPrefix: worker.place.keyPrefix },
        retention: { ...KEEP, ...retention },
        logger: createLogger({
          app: 'worker',
          level: 'info',
          destination: { write: (line) => lines.push(line) },
        }),
        now: () => new Date(Date.now() + days * DAY_MS),
      });
      const line = await waitFor(() => lines.find((text) => text.includes('failedJobs')), {
        what: 'the report of a round',
      });
      await running.stop();
      return (JSON.parse(line ?? '{}') as { failedJobs?: number }).failedJobs;
    };

    it('removes jobs whose event is recorded, except the newest ones, and never another job', async () => {
      const [old, lost, middle, newest] = [
        await fail('old'),
        await fail('lost'),
        await fail('middle'),
        await fail('newest'),
      ];
      // As if the database had been down at the last attempt too.
      await worker.db.event.deleteMany({ where: { eventKey: lost } });

      expect(await retain({ failedJobs: 1 })).toBe(2);
      expect((await failed()).toSorted()).toEqual([lost, newest].toSorted());
      expect(await worker.db.event.count({ where: { eventKey: { in: [old, middle] } } })).toBe(2);

      // As long as a body is kept, if that is shorter.
      await fail('later');
      expect(await retain({ rawBodyDays: 1 }, 2)).toBe(2);
      const { url, keyPrefix } = worker.place;
      const nothing = { newest: 0, since: new Date() };
      expect(await trimFailedJobs(worker.db, { queue: { url, keyPrefix }, keep: nothing })).toBe(0);
      expect(await failed()).toEqual([lost]);
    });

    it('leaves nothing that would block a corrected resend', async () => {
      const eventKey = await fail('corrected');
      expect(await retain({ failedJobs: 0 })).toBe(1);
      const corrected = jobOf('stripe', session('corrected'));
      expect(corrected.eventKey).toBe(eventKey);
      expect(await worker.enqueue(corrected)).toBe('accepted');
      const order = () => worker.db.order.findFirst({ where: { orderRef: 'cs_test_corrected' } });
      await waitFor(order, { what: 'the order' });
      expect(await worker.db.event.findMany({ where: { eventKey } })).toMatchObject([
        { status: 'applied', error: null },
      ]);
      expect(await worker.enqueue(corrected)).toBe('duplicate');
    });
  });
});
