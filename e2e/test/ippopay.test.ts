import { randomBytes } from 'node:crypto';
import { simulatorOf } from '@payspool/providers/simulator';
import { waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProviderApis } from '../product/stack/provider-apis.ts';
import { backends } from './backends.ts';
import { openStack, post, type Stack } from './stack.ts';

describe.each(backends)('an IppoPay payment, the queue $name', (backend) => {
  describe.skipIf(backend.missing)('', () => {
    let stack: Stack;
    let url: string;

    beforeAll(async () => {
      stack = await openStack(backend, { place: 2 });
      const apis = await startProviderApis();
      stack.add(apis.stop);
      const credentials = await simulatorOf('ippopay').createCredentials({ now: new Date() });
      const env = { ...credentials.env, ...apis.env };
      const [ingest] = await Promise.all([stack.start('ingest', env), stack.start('worker', env)]);
      url = `${ingest.url}/webhooks/ippopay/${credentials.signing['pathToken']}`;
    });
    afterAll(() => stack?.close());

    it('pending at the first hint and paid at an identical second hint makes one paid order', async () => {
      const startedAt = Math.floor(Date.now() / 1000) - 600;
      const orderRef = `order_sim_${randomBytes(6).toString('hex')}_pendingthenpaid_49900_${startedAt}`;
      const hint = JSON.stringify({ order_id: orderRef, status: 'pending' });
      const order = () => stack.db.order.findFirst({ where: { orderRef } });

      expect((await post(url, hint, {})).status).toBe(202);
      await waitFor(async () => (await order())?.status === 'pending', { what: 'the order is pending' });
      expect((await order())?.paidMinor.toFixed(0)).toBe('0');

      // A hint is a duplicate only while the same hint is in flight, and the row exists shortly before its job has ended.
      await waitFor(async () => (await post(url, hint, {})).status === 202, {
        timeoutMs: 5000,
        what: 'the second hint is accepted',
      });
      await waitFor(async () => (await order())?.status === 'paid', { what: 'the order is paid' });
      expect(await stack.db.order.count()).toBe(1);
      expect(await stack.db.payment.count()).toBe(1);
      const paid = await order();
      expect([paid?.paidMinor.toFixed(0), paid?.amountMinor?.toFixed(0), paid?.currency]).toEqual([
        '49900',
        '49900',
        'INR',
      ]);
    });

    it('is not confirmed with the API if the path is a guess', async () => {
      const events = await stack.db.event.count();
      const orderRef = `order_sim_guessed_paid_49900_${Math.floor(Date.now() / 1000)}`;
      expect(
        (
          await post(
            `${url.slice(0, url.lastIndexOf('/'))}/guessed`,
            JSON.stringify({ order_id: orderRef }),
            {},
          )
        ).status,
      ).toBe(401);
      expect(await stack.db.event.count()).toBe(events);
    });
  });
});
