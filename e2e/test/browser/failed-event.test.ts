import type { Browser } from 'playwright-core';
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { waitFor } from '@payspool/testkit';
import { backends } from '../backends.ts';
import { boardEnv, boardLogin } from '../board-login.ts';
import { paymentKitPurchases } from '../paymentkit-purchases.ts';
import { openStack, type Stack } from '../stack.ts';
import { HANDS } from './hands.ts';
import { launch, openPage, skipped } from './open-browser.ts';

const [onPostgres] = backends;
if (!onPostgres) throw new Error('there is always a Postgres');

describe.skipIf(skipped)(`what failed last night${skipped}`, () => {
  let browser: Browser;
  let stack: Stack | undefined;
  beforeAll(async () => {
    browser = await launch();
  });
  afterEach(() => stack?.close());
  afterAll(() => browser?.close());

  it.each(Object.entries(HANDS))(
    'is found, rehearsed and replayed %s, and its order is right',
    async (way, handsFor) => {
      stack = await openStack(onPostgres, { place: 12 });
      const { db } = stack;
      // The decimals of the currency are not configured, so that each event with an amount fails.
      const purchases = await paymentKitPurchases({ count: 1, seed: 3 });
      const [ingest, worker, dashboard] = await Promise.all([
        stack.start('ingest', purchases.broken),
        stack.start('worker', purchases.broken),
        stack.start('dashboard', boardEnv),
      ]);
      for (const { send } of purchases.events) expect(await send(ingest)).toBe(202);
      await waitFor(async () => (await db.event.count()) === purchases.events.length, {
        what: 'each event is recorded',
      });
      const failed = await db.event.findMany({ where: { status: 'failed' } });
      expect(failed.length).toBeGreaterThan(0);
      await worker.stop();
      await stack.start('worker', purchases.mended);

      const { page, errors } = await openPage(browser, { url: dashboard.url, login: boardLogin });
      const hands = handsFor(page);
      const startedAt = performance.now();
      await hands.follow(page.getByRole('link', { name: new RegExp(`^${failed.length} events? failed`) }));
      const rows = page.getByRole('table', { name: 'Events, newest first' });
      await rows.getByText('PAYMENTKIT_CURRENCIES').first().waitFor();
      const why = ((performance.now() - startedAt) / 1000).toFixed(1);
      expect(await rows.locator('tbody tr').count()).toBe(failed.length);
      await hands.follow(page.getByRole('link', { name: 'Replay all that match' }));
      await hands.press(page.getByRole('button', { name: 'Rehearse' }));
      // Nothing is changed by the rehearsal.
      await page.getByRole('button', { name: 'Do it' }).waitFor();
      expect(await db.event.count({ where: { status: 'failed' } })).toBe(failed.length);
      const changes = page.getByRole('heading', { level: 2, name: 'What would change' });
      await changes.waitFor();
      await hands.press(page.getByRole('button', { name: 'Do it' }));
      await page.getByRole('heading', { level: 2, name: 'What changed' }).waitFor();
      expect(await db.event.count({ where: { status: 'failed' } })).toBe(0);

      const [order] = await db.order.findMany();
      expect(order?.status).toBe('paid');
      await hands.find(order?.orderRef ?? '');
      await page.getByText('Access granted.').waitFor();
      const took = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.info(`${way}: what failed? 1 step, ${why} s; replayed after ${hands.steps()} steps, ${took} s`);
      expect(errors).toEqual([]);
    },
  );
});
