import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@payspool/testkit';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningApp } from '../product/stack/spawn-app.ts';
import { backends } from './backends.ts';
import { runProcess } from './run-process.ts';
import { openStack, post, type Stack } from './stack.ts';
import { deliver, paidCheckout } from './stripe-delivery.ts';

const SECRET = 'whsec_default_account_of_this_test';
const SHOP_SECRET = 'whsec_second_account_of_this_test';

describe.each(backends)('migrate, ingest and worker as separate processes, the queue $name', (backend) => {
  describe.skipIf(backend.missing)('', () => {
    let stack: Stack;
    let ingest: RunningApp;
    let worker: RunningApp;
    let url: string;

    beforeAll(async () => {
      stack = await openStack(backend, { place: 1, migrated: false });
      const migrate = runProcess('apps/cli/src/main.ts', { args: ['migrate'], env: stack.env });
      if ((await migrate.ended) !== 0) throw new Error(migrate.said());
      const dir = await mkdtemp(join(tmpdir(), 'payspool-e2e-'));
      stack.add(() => rm(dir, { recursive: true }));
      const endpointsFile = join(dir, 'endpoints.yaml');
      await writeFile(
        endpointsFile,
        `endpoints:\n  - provider: stripe\n    account: shop\n    webhookSecrets: ${SHOP_SECRET}\n`,
      );
      const env = { STRIPE_WEBHOOK_SECRETS: SECRET, ENDPOINTS_FILE: endpointsFile };
      [ingest, worker] = await Promise.all([stack.start('ingest', env), stack.start('worker', env)]);
      url = `${ingest.url}/webhooks/stripe`;
    });
    afterAll(() => stack?.close());

    const untilRecorded = (eventKey: string, account = 'default') =>
      waitFor(() => stack.db.event.findFirst({ where: { eventKey, account } }), {
        what: `${eventKey} is recorded`,
      });
    const everything = async () => ({
      events: await stack.db.event.findMany({ orderBy: { id: 'asc' } }),
      orders: await stack.db.order.findMany({ orderBy: { orderRef: 'asc' } }),
      payments: await stack.db.payment.findMany({ orderBy: { paymentRef: 'asc' } }),
      changes: await stack.db.change.findMany({
        orderBy: [{ ref: 'asc' }, { at: 'asc' }, { eventKey: 'asc' }],
      }),
    });

    it("turns a checkout that Stripe's own package signed into one paid order", async () => {
      const { body, eventKey, orderRef } = paidCheckout();
      const answer = await deliver(url, body, SECRET);
      expect({ status: answer.status, body: await answer.json() }).toEqual({
        status: 202,
        body: { status: 'accepted' },
      });
      expect(await untilRecorded(eventKey)).toMatchObject({
        status: 'applied',
        type: 'checkout.session.completed',
      });
      const orders = await stack.db.order.findMany();
      expect(orders).toMatchObject([
        { provider: 'stripe', account: 'default', orderRef, status: 'paid', currency: 'EUR', exponent: 2 },
      ]);
      expect(orders[0]?.amountMinor?.toFixed(0)).toBe('4900');
      expect(orders[0]?.paidMinor.toFixed(0)).toBe('4900');
    });

    it('answers the same bytes with duplicate and changes nothing', async () => {
      const first = paidCheckout();
      expect((await deliver(url, first.body, SECRET)).status).toBe(202);
      await untilRecorded(first.eventKey);
      const before = await everything();

      const again = await deliver(url, first.body, SECRET);
      expect({ status: again.status, body: await again.json() }).toEqual({
        status: 200,
        body: { status: 'duplicate' },
      });
      // Effects of the repeat would be visible before those of a later delivery.
      const later = paidCheckout();
      await deliver(url, later.body, SECRET);
      await untilRecorded(later.eventKey);
      const after = await everything();
      expect({
        events: after.events.filter(({ eventKey }) => eventKey !== later.eventKey),
        orders: after.orders.filter(({ orderRef }) => orderRef !== later.orderRef),
        payments: after.payments.filter(({ orderRef }) => orderRef !== later.orderRef),
        changes: after.changes.filter(({ eventKey }) => eventKey !== later.eventKey),
      }).toEqual(before);
    });

    it('refuses a changed byte and a wrong secret with 401, and records neither', async () => {
      const { body, eventKey } = paidCheckout();
      const forged = body.replace('"amount_total":4900', '"amount_total":4901');
      const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: SECRET });
      expect((await post(url, forged, { 'stripe-signature': signature })).status).toBe(401);
      expect((await deliver(url, body, SHOP_SECRET)).status).toBe(401);
      expect((await deliver(`${url}/shop`, body, SECRET)).status).toBe(401);
      // Later deliveries are recorded, and these are not.
      const later = paidCheckout();
      expect((await deliver(url, later.body, SECRET)).status).toBe(202);
      await untilRecorded(later.eventKey);
      expect(await stack.db.event.count({ where: { eventKey } })).toBe(0);
    });

    it('separates a second account: its own secret, its own rows, the same event on both', async () => {
      const { body, eventKey, orderRef } = paidCheckout();
      expect((await deliver(url, body, SECRET)).status).toBe(202);
      expect((await deliver(`${url}/shop`, body, SHOP_SECRET)).status).toBe(202);
      await Promise.all([untilRecorded(eventKey), untilRecorded(eventKey, 'shop')]);
      const orders = await stack.db.order.findMany({ where: { orderRef }, orderBy: { account: 'asc' } });
      expect(orders).toMatchObject([
        { account: 'default', status: 'paid' },
        { account: 'shop', status: 'paid' },
      ]);
    });

    it('records a live event on a test account as ignored, and makes no order', async () => {
      const { body, eventKey, orderRef } = paidCheckout({ livemode: true });
      expect((await deliver(url, body, SECRET)).status).toBe(202);
      expect(await untilRecorded(eventKey)).toMatchObject({
        status: 'ignored',
        error: expect.stringContaining('live'),
      });
      expect(await stack.db.order.count({ where: { orderRef } })).toBe(0);
    });

    it('exits with status 0 on SIGTERM', async () => {
      await Promise.all([ingest.stop(), worker.stop()]);
      expect(await Promise.all([ingest.ended, worker.ended])).toEqual([0, 0]);
    });
  });
});
