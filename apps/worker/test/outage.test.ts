import { freePort } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS } from './backends.ts';
import { bodyOf, jobOf, withObject } from './jobs.ts';
import { startWorker, type WorkerUnderTest } from './worker-under-test.ts';

const session = (uid: string) => bodyOf('stripe', 'checkout', { uid, type: 'checkout.session.completed' });

describe.each(BACKENDS)('while the database is down, over the queue in $name,', (backend) => {
  describe.skipIf(!backend.available)('a delivery', () => {
    let worker: WorkerUnderTest;
    beforeAll(async () => {
      const databaseUrl = `postgresql://postgres:hunter2@127.0.0.1:${await freePort()}/payspool`;
      worker = await startWorker(backend, { databaseUrl });
    });
    afterAll(() => worker.stop());

    it('goes back to the queue, with a reason without the password', async () => {
      const attempt = await worker.deliver(jobOf('stripe', session('waits')));
      expect(attempt).toMatchObject({ state: 'to be retried', attempt: 1, outcome: 'retry' });
      expect(await worker.place.jobs.getJobState(attempt.jobId)).toBe('delayed');
      expect(JSON.stringify(await worker.place.jobs.getJob(attempt.jobId))).not.toContain('hunter2');
    });

    it('that cannot be used goes back too: the failed set contains only recorded events', async () => {
      const attempt = await worker.deliver(
        jobOf('stripe', withObject(session('unusable'), { amount_total: 'a lot' })),
      );
      expect(attempt).toMatchObject({ state: 'to be retried', attempt: 1 });
      expect(await worker.place.jobs.getJobState(attempt.jobId)).toBe('delayed');
    });
  });
});
