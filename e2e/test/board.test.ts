import { waitFor } from '@payspool/testkit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../product/stack/find-chromium.ts';
import type { RunningApp } from '../product/stack/spawn-app.ts';
import { backends } from './backends.ts';
import { boardApi } from './board-api.ts';
import { boardEnv, boardLogin, fromTheBoard } from './board-login.ts';
import { paymentKitPurchases } from './paymentkit-purchases.ts';
import { openStack, type Stack } from './stack.ts';

const executablePath = findChromium(process.env);
const skipped = executablePath ? '' : ' (skipped: this machine has no Chromium)';
const REFUSAL =
  'This page only shows the queues. What failed is retried from the page /failures of this dashboard.';
const REASON =
  'currency_unknown: data.object.currency_id: the decimals of this currency are not configured: add it to PAYMENTKIT_CURRENCIES and replay the event';

describe.each(backends)(`the dashboard in a browser, the queue $name${skipped}`, (backend) => {
  describe.skipIf(backend.missing || !executablePath)('', () => {
    let stack: Stack;
    let purchases: Awaited<ReturnType<typeof paymentKitPurchases>>;
    let dashboard: RunningApp;
    let browser: Browser;
    /** Permanently failed events: one that is corrected later, and one that is not. */
    let broken: typeof purchases.events;

    beforeAll(async () => {
      stack = await openStack(backend, { place: 10 });
      purchases = await paymentKitPurchases({ count: 1, seed: 1 });
      const [ingest, , started] = await Promise.all([
        stack.start('ingest', purchases.broken),
        stack.start('worker', purchases.broken),
        stack.start('dashboard', boardEnv),
      ]);
      dashboard = started;
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
      const context = await browser.newContext();
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      if (!login) return page;
      await page.goto(dashboard.url);
      await page.getByLabel('Name').fill(login.name);
      await page.getByLabel('Password').fill(login.password);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      return page;
    };

    it('leads a browser without a login to the form, and back to the page after it', async () => {
      const page = await openPage();
      await page.goto(`${dashboard.url}/queues/queue/deliveries`);
      expect(new URL(page.url()).pathname).toBe('/login');
      await page.getByLabel('Name').fill(boardLogin.name);
      await page.getByLabel('Password').fill('wrong');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('The name or the password is wrong.').waitFor();
      await page.getByLabel('Name').fill(boardLogin.name);
      await page.getByLabel('Password').fill(boardLogin.password);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/queues/queue/deliveries');
    });

    it.each([
      ['adding a job', 'POST', '/queues/deliveries/add', { name: 'stripe', data: {}, options: {} }],
      ['retrying failed jobs', 'PUT', '/queues/deliveries/retry/failed', {}],
      ['emptying a queue', 'PUT', '/queues/deliveries/empty', {}],
      ['removing failed jobs', 'PUT', '/queues/deliveries/clean/failed', {}],
      ['pausing a queue', 'PUT', '/queues/deliveries/pause', {}],
      ['obliterating a queue', 'PUT', '/queues/deliveries/obliterate', { force: true }],
    ])('refuses %s with the login, from the page and from elsewhere', async (_, method, path, payload) => {
      const before = await boardApi(dashboard).counts();
      const page = await openPage(boardLogin);
      await page.goto(`${dashboard.url}/queues/`);
      const url = `${dashboard.url}/queues/api${path}`;
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
        headers: { ...request.type, ...(await fromTheBoard(dashboard.url)) },
      });
      const refused = { status: 403, body: { message: REFUSAL } };
      expect(inside).toMatchObject(refused);
      expect({ status: outside.status, body: await outside.json() }).toMatchObject(refused);
      expect(await boardApi(dashboard).counts()).toEqual(before);
    });

    it('shows why an event failed, with the command that shows more, and no button that changes it', async () => {
      const [event] = broken;
      if (!event) throw new Error('the purchase has too few events');
      const failed = await boardApi(dashboard).failed();
      const jobId = failed.find(({ data }) => data.eventKey === event.eventKey)?.id ?? '';

      const page = await openPage(boardLogin);
      const [asked, errors]: string[][] = [[], []];
      page.context().on('request', (request) => asked?.push(request.url()));
      page.on('pageerror', ({ message }) => errors?.push(message));
      page.on('console', (message) => message.type() === 'error' && errors?.push(message.text()));

      await page.getByRole('link', { name: 'Queues' }).click();
      await page.getByRole('navigation').getByRole('link', { name: 'deliveries' }).click();
      await page.getByRole('link', { name: 'FAILED 2' }).click();
      const card = page.locator('[class*="card-"]', { has: page.getByRole('link', { name: jobId }) });
      await card.getByText(REASON).waitFor();
      await card.getByRole('tab', { name: 'Data' }).click();
      await card.getByText(`payspool events show ${event.eventKey}`).waitFor();
      expect(await card.locator('.lucide-refresh-cw').count()).toBe(0);
      expect(errors).toEqual([]);
      expect([...new Set(asked?.map((url) => new URL(url).origin))]).toEqual([dashboard.url]);
    });
  });
});
