import { waitFor } from '@payspool/testkit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from './find-chromium.ts';
import type { RunningApp } from '../product/stack/spawn-app.ts';
import { backends } from './backends.ts';
import { boardApi } from './board-api.ts';
import { boardEnv, boardLogin, fromTheBoard } from './board-login.ts';
import { paymentKitPurchases } from './paymentkit-purchases.ts';
import { openStack, type Stack } from './stack.ts';

const executablePath = findChromium(process.env);
const skipped = executablePath ? '' : ' (skipped: this machine has no Chromium)';
const REFUSAL = 'The dashboard can only show, retry and promote jobs.';
const REASON =
  'currency_unknown: data.object.currency_id: the decimals of this currency are not configured: add it to PAYMENTKIT_CURRENCIES and replay the event';

describe.each(backends)(`the dashboard in a browser, the queue $name${skipped}`, (backend) => {
  describe.skipIf(backend.missing || !executablePath)('', () => {
    let stack: Stack;
    let purchases: Awaited<ReturnType<typeof paymentKitPurchases>>;
    let worker: RunningApp;
    let dashboard: RunningApp;
    let browser: Browser;
    /** Permanently failed events: one that is corrected later, and one that is not. */
    let broken: typeof purchases.events;

    beforeAll(async () => {
      stack = await openStack(backend, { place: 10 });
      purchases = await paymentKitPurchases({ count: 1, seed: 1 });
      const [ingest, ...others] = await Promise.all([
        stack.start('ingest', purchases.broken),
        stack.start('worker', purchases.broken),
        stack.start('dashboard', boardEnv),
      ]);
      [worker, dashboard] = others;
      broken = ['checkout.session.completed', 'payment_intent.created'].flatMap((wanted) =>
        purchases.events.filter(({ type }) => type === wanted),
      );
      for (const { send } of broken) await send(ingest);
      await waitFor(async () => (await boardApi(dashboard).failed()).length === 2, {
        what: 'both events have failed',
      });
      browser = await chromium.launch({
        ...(executablePath && { executablePath }),
        args: ['--disable-gpu', '--disable-background-networking'],
      });
      stack.add(() => browser.close());
    });
    afterAll(() => stack?.close());

    const openPage = async (login?: typeof boardLogin): Promise<Page> => {
      const context = await browser.newContext(login && { httpCredentials: login });
      context.setDefaultTimeout(15_000);
      return context.newPage();
    };

    it('answers 401 to a browser without a login, and shows no content', async () => {
      const page = await openPage();
      const url = `${dashboard.url}/board/queue/deliveries`;
      const [answer] = await Promise.all([
        page.waitForResponse(url),
        page.goto(url).catch(() => undefined), // Chromium treats a 401 without an answer to its dialog as a failed page load
      ]);
      expect(answer.status()).toBe(401);
      expect(await page.locator('body').textContent()).toBe('');
    });

    it.each([
      ['adding a job', 'POST', '/queues/deliveries/add', { name: 'stripe', data: {}, options: {} }],
      ['emptying a queue', 'PUT', '/queues/deliveries/empty', {}],
      ['removing failed jobs', 'PUT', '/queues/deliveries/clean/failed', {}],
      ['pausing a queue', 'PUT', '/queues/deliveries/pause', {}],
      ['obliterating a queue', 'PUT', '/queues/deliveries/obliterate', { force: true }],
    ])('refuses %s with the login, from the page and from elsewhere', async (_, method, path, payload) => {
      const before = await boardApi(dashboard).counts();
      const page = await openPage(boardLogin);
      await page.goto(`${dashboard.url}/board/`);
      const url = `${dashboard.url}/board/api${path}`;
      const request = { method, body: JSON.stringify(payload), type: { 'content-type': 'application/json' } };
      const inside = await page.evaluate(
        async ([target, { method: verb, body, type }]) => {
          const answer = await fetch(target, { method: verb, body, headers: type });
          return { status: answer.status, body: await answer.json() };
        },
        [url, request] as const,
      );
      const outside = await fetch(url, {
        method,
        body: request.body,
        headers: { ...request.type, ...fromTheBoard(dashboard.url) },
      });
      const refused = { status: 403, body: { message: REFUSAL } };
      expect(inside).toMatchObject(refused);
      expect({ status: outside.status, body: await outside.json() }).toMatchObject(refused);
      expect(await boardApi(dashboard).counts()).toEqual(before);
    });

    it('shows why an event failed, and its retry there makes the order once the cause is corrected', async () => {
      const [event, untouched] = broken;
      if (!event || !untouched) throw new Error('the purchase has too few events');
      const failed = await boardApi(dashboard).failed();
      const jobId = failed.find(({ data }) => data.eventKey === event.eventKey)?.id ?? '';

      const page = await openPage(boardLogin);
      const [asked, errors]: string[][] = [[], []];
      page.context().on('request', (request) => asked?.push(request.url()));
      page.on('pageerror', ({ message }) => errors?.push(message));
      page.on('console', (message) => message.type() === 'error' && errors?.push(message.text()));

      expect((await page.goto(dashboard.url))?.status()).toBe(200);
      await page.getByRole('navigation').getByRole('link', { name: 'deliveries' }).click();
      await page.getByRole('link', { name: 'FAILED 2' }).click();
      const card = page.locator('[class*="card-"]', { has: page.getByRole('link', { name: jobId }) });
      await card.getByText(REASON).waitFor();
      await card.getByRole('tab', { name: 'Data' }).click();
      await card.getByText(`payspool events show ${event.eventKey}`).waitFor();

      await worker.stop();
      await stack.start('worker', purchases.mended);
      // Bull Board's buttons are icons, so only the tooltip names their action.
      const button = card.getByRole('button').filter({ has: page.locator('.lucide-refresh-cw') });
      await button.hover();
      await page.getByText('Retry', { exact: true }).waitFor();
      await button.click();
      const dialog = page.getByRole('alertdialog');
      await dialog.getByText('Are you sure that you want to retry this job?').waitFor();
      await dialog.getByRole('button', { name: 'Confirm' }).click();
      await dialog.waitFor({ state: 'detached' }); // elements below it do not count
      await page.getByRole('link', { name: jobId }).waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'FAILED 1' }).waitFor();

      await waitFor(() => stack.db.order.count(), { what: 'the order is there' });
      const { orderRef } = purchases.expected.orders[0] ?? {};
      const orders = await stack.db.order.findMany();
      expect(orders).toMatchObject([
        { orderRef, status: 'paid', currency: 'pc_payspooltoken', exponent: 18 },
      ]);
      expect(orders.map(({ amountMinor }) => amountMinor?.toFixed(0))).toEqual(['12500000000000000000']);
      expect(orders.map(({ paidMinor }) => paidMinor.toFixed(0))).toEqual(['12500000000000000000']);
      const recorded = (eventKey: string) => stack.db.event.findMany({ where: { eventKey } });
      expect(await recorded(event.eventKey)).toMatchObject([{ status: 'applied', error: null }]);
      expect(await recorded(untouched.eventKey)).toMatchObject([{ status: 'failed', error: REASON }]);

      await page.getByRole('link', { name: /^COMPLETED/ }).click();
      await page.getByRole('link', { name: jobId }).waitFor();
      expect(errors).toEqual([]);
      expect([...new Set(asked?.map((url) => new URL(url).origin))]).toEqual([dashboard.url]);
    });
  });
});
