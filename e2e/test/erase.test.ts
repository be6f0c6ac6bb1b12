import { openDeliveryQueue } from '@payspool/queue';
import { freePort, waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backends } from './backends.ts';
import { runProcess } from './run-process.ts';
import { openStack, type Stack } from './stack.ts';
import { deliver, paidCheckout } from './stripe-delivery.ts';

const SECRET = 'whsec_of_this_test';

describe.each(backends)('payspool events erase, the queue $name', (backend) => {
  describe.skipIf(backend.missing)('', () => {
    let stack: Stack;
    let queue: ReturnType<typeof openDeliveryQueue>;
    beforeAll(async () => {
      stack = await openStack(backend, { place: 9 });
      queue = openDeliveryQueue({ url: stack.env.QUEUE_URL, dedupeTtlMs: 1000, onError: () => undefined });
      stack.add(queue.close);
      const env = { STRIPE_WEBHOOK_SECRETS: SECRET };
      const [ingest] = await Promise.all([stack.start('ingest', env), stack.start('worker', env)]);
      const url = `${ingest.url}/webhooks/stripe`;
      const { body } = paidCheckout();
      const unusable = paidCheckout().body.replace(/"id":"cs_test_\w+"/, '"id":7');
      for (const sent of [body, unusable]) await deliver(url, sent, SECRET);
      await waitFor(
        async () => {
          const { completed, failed } = await queue.depth();
          return completed === 1 && failed === 1;
        },
        { what: 'one job completed and one failed' },
      );
    });
    afterAll(() => stack?.close());

    const erase = async (env: Readonly<Record<string, string>>, ...more: string[]) => {
      const args = ['events', 'erase', '--before', new Date().toISOString(), ...more];
      const run = runProcess('apps/cli/src/main.ts', { args, env });
      return { status: await run.ended, said: run.said() };
    };

    it('removes nothing if it only counts', async () => {
      expect(await erase(stack.env)).toEqual({
        status: 0,
        said: '2 bodies would be erased permanently; add --yes to erase them\n',
      });
      expect(await queue.depth()).toMatchObject({ completed: 1, failed: 1 });
    });

    it('reports what remains, and how long, if the queue is unreachable or not named', async () => {
      const away = { ...stack.env, QUEUE_URL: `redis://127.0.0.1:${await freePort()}` };
      const unreachable = await erase(away, '--yes');
      expect(unreachable.status).toBe(1);
      expect(unreachable.said).toMatch(
        /^2 bodies erased\nthe queue cannot be reached: .*may still hold.*an hour/,
      );
      const { QUEUE_URL: _, ...unnamed } = stack.env;
      const { status, said } = await erase(unnamed, '--yes');
      expect(status).toBe(0);
      expect(said).toMatch(/^0 bodies erased\nQUEUE_URL is not set: .*may still hold/);
      expect(await queue.depth()).toMatchObject({ completed: 1, failed: 1 });
    });

    it('removes the finished jobs of the erased events, also if it runs again', async () => {
      expect(await erase(stack.env, '--yes')).toEqual({
        status: 0,
        said: '0 bodies erased\n2 finished jobs with such bodies removed from the queue\n',
      });
      expect(await queue.depth()).toMatchObject({ completed: 0, failed: 0, waiting: 0 });
      expect(await stack.db.order.count()).toBe(1);
    });
  });
});
