import { lockTable, waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backends } from './backends.ts';
import { boardApi } from './board-api.ts';
import { boardEnv } from './board-login.ts';
import { waitingJobs } from './waiting-jobs.ts';
import { openStack, type Stack } from './stack.ts';
import { deliver, paidCheckout } from './stripe-delivery.ts';

const SECRET = 'whsec_of_this_test_alone';

describe.each(backends)('a job whose worker dies under it, the queue $name', (backend) => {
  describe.skipIf(backend.missing)('', () => {
    let stack: Stack;
    beforeAll(async () => {
      stack = await openStack(backend, { place: 12 });
    });
    afterAll(() => stack?.close());

    it('twice is applied by the third, and has not failed', async () => {
      const env = { STRIPE_WEBHOOK_SECRETS: SECRET, WORKER_LOCK_MS: '1000' };
      const [ingest, dashboard] = await Promise.all([
        stack.start('ingest', env),
        stack.start('dashboard', boardEnv),
      ]);
      const release = await lockTable(stack.env.DATABASE_URL, 'events');
      const { body, eventKey, orderRef } = paidCheckout();
      expect((await deliver(`${ingest.url}/webhooks/stripe`, body, SECRET)).status).toBe(202);
      for (const stalls of [1, 2]) {
        const worker = await stack.start('worker', env);
        await waitFor(async () => (await waitingJobs(stack.db)) === stalls, {
          timeoutMs: 30_000,
          what: `worker ${stalls} is inside the job`,
        });
        await worker.kill();
      }
      await release();
      expect(await stack.db.event.count()).toBe(0);

      await stack.start('worker', env);
      const { counts } = boardApi(dashboard);
      const ended = async () => {
        const { completed = 0, failed = 0 } = await counts();
        return completed + failed > 0;
      };
      await waitFor(ended, { timeoutMs: 30_000, what: 'the job has ended' });
      expect(await counts()).toMatchObject({ completed: 1, failed: 0, active: 0, waiting: 0, delayed: 0 });
      expect(await stack.db.event.findMany()).toMatchObject([{ eventKey, status: 'applied', error: null }]);
      expect(await stack.db.order.findMany()).toMatchObject([{ orderRef, status: 'paid' }]);
    });
  });
});
