import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassword } from '@payspool/runtime';
import { createDatabase } from '@payspool/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startDashboardStack } from '../../product/stack/dashboard-stack.ts';
import { createStopList } from '../../product/stack/stop-in-reverse.ts';
import { HANDS, type Hands } from './hands.ts';
import { launch, openPage, skipped } from './open-browser.ts';

// What an operator asks, from the overview on, in at most three steps.

const MOST_STEPS = 3;
const ADMIN = { name: 'ada', password: 'a password of the tests' };
const VIEWER = { name: 'bob', password: 'another password of the tests' };

describe.skipIf(skipped)(`the dashboard answers${skipped}`, () => {
  const stops = createStopList();
  let stack: Awaited<ReturnType<typeof startDashboardStack>>;
  let browser: Browser;

  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'payspool-questions-'));
    stops.add(() => rm(dir, { recursive: true, force: true }));
    const database = await createDatabase({ postgresUrl: inject('postgresUrl') });
    stops.add(database.drop);
    const [admin, viewer] = await Promise.all([ADMIN, VIEWER].map(({ password }) => hashPassword(password)));
    stack = await startDashboardStack({
      stops,
      dir,
      databaseUrl: database.url,
      dashboard: { DASHBOARD_USERS: `ada:admin+bodies:${admin},bob:viewer:${viewer}` },
    });
    browser = await launch();
    stops.add(() => browser.close());
  });
  afterAll(stops.stopAll);

  const openAs = (login: typeof ADMIN) => openPage(browser, { url: stack.url, login });

  /** Prints how long an answer took. */
  async function timed(
    question: string,
    { hands, ask }: { readonly hands: Hands; readonly ask: () => Promise<void> },
  ): Promise<void> {
    const startedAt = performance.now();
    await ask();
    const took = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.info(`${question} ${hands.steps()} steps, ${took} s`);
    expect(hands.steps()).toBeLessThanOrEqual(MOST_STEPS);
  }

  describe.each(Object.entries(HANDS))('%s', (way, handsFor) => {
    it('a customer paid and has no access: why?', async () => {
      const order = await stack.prisma.order.findFirstOrThrow({
        where: { status: 'refunded', customerRef: { not: null }, provider: 'stripe' },
      });
      const { page, errors } = await openAs(ADMIN);
      const hands = handsFor(page);
      await timed(`${way}: why has the customer no access?`, {
        hands,
        ask: async () => {
          await hands.find(order.orderRef);
          await page.getByText('Access revoked: the money went back.').waitFor();
          await page.locator('.equation').getByText('= 0.00 of').waitFor();
          // The event that took it, in the story.
          await page.locator('.entry .change', { hasText: 'refunded' }).first().waitFor();
        },
      });
      expect(errors).toEqual([]);
    });

    it('a purchase is found by the merchant’s own id, and by the id of the customer', async () => {
      const order = await stack.prisma.order.findFirstOrThrow({
        where: { provider: 'stripe', customerRef: { not: null }, merchantRef: { not: null } },
      });
      const { page } = await openAs(ADMIN);
      for (const id of [order.merchantRef ?? '', order.customerRef ?? '']) {
        const hands = handsFor(page);
        await timed(`${way}: which purchase is it?`, {
          hands,
          ask: async () => {
            await hands.find(id);
            await page.waitForURL(/\/(find|orders|subscriptions)/);
            if (new URL(page.url()).pathname === '/find')
              await hands.follow(page.getByRole('link', { name: order.orderRef, exact: true }));
            await page.getByRole('heading', { level: 1, name: order.orderRef }).waitFor();
          },
        });
      }
    });

    it('which provider is late?', async () => {
      await stack.prisma
        .$executeRaw`UPDATE events SET applied_at = received_at + interval '7 minutes' WHERE provider = 'razorpay'`;
      const { page } = await openAs(ADMIN);
      const hands = handsFor(page);
      await timed(`${way}: which provider is late?`, {
        hands,
        ask: async () => {
          const rows = page.getByRole('table', { name: 'Accounts' }).getByRole('row', { name: '7 min' });
          await rows.first().waitFor();
          expect(await rows.count()).toBe(1);
          await hands.follow(rows.getByRole('link', { name: 'razorpay/default' }));
          await page.getByRole('heading', { level: 1, name: 'razorpay/default' }).waitFor();
        },
      });
    });

    it('how much came in today?', async () => {
      const { _sum: sum, _count: count } = await stack.prisma.payment.aggregate({
        _sum: { amountMinor: true },
        _count: true,
        where: {
          currency: 'GBP',
          exponent: 2,
          status: 'succeeded',
          occurredAt: { gte: new Date(`${new Date().toISOString().slice(0, 10)}T00:00:00Z`) },
        },
      });
      const { page } = await openAs(ADMIN);
      const hands = handsFor(page);
      await timed(`${way}: how much came in today?`, {
        hands,
        ask: async () => {
          await hands.follow(page.getByRole('link', { name: 'Money', exact: true }));
          await hands.follow(page.getByRole('link', { name: '1 day', exact: true }));
          const cents = sum.amountMinor?.toFixed(0) ?? '';
          if (count === 0) await page.getByText('No payment succeeded in this time').waitFor();
          else
            await page
              .getByRole('table', { name: 'Sums in GBP' })
              .getByText(amountOf(cents))
              .first()
              .waitFor();
        },
      });
    });

    it('why was a delivery refused?', async () => {
      const { page } = await openAs(ADMIN);
      const hands = handsFor(page);
      await timed(`${way}: why was it refused?`, {
        hands,
        ask: async () => {
          await hands.follow(page.getByRole('link', { name: 'Refusals', exact: true }));
          const groups = page.getByRole('table', { name: 'Refused deliveries by account and reason' });
          const row = groups.getByRole('row', { name: 'signature_mismatch' }).first();
          await row.getByText('Was the secret rotated on one side only?').waitFor();
          await hands.follow(row.getByRole('link', { name: 'signature_mismatch' }));
          await page.getByLabel('Filter').waitFor();
        },
      });
    });
  });

  /** An amount of cents as it is shown, with any space between thousands. */
  const amountOf = (cents: string): RegExp =>
    new RegExp(`^${cents.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, '\\s')}\\.${cents.slice(-2)}`);

  it('a viewer sees all of it, has no button that changes something, and is refused what a form would send', async () => {
    const order = await stack.prisma.order.findFirstOrThrow({ where: { provider: 'stripe' } });
    const { page } = await openAs(VIEWER);
    await page.goto(`${stack.url}/orders/stripe/${order.account}/${order.orderRef}`);
    await page.getByRole('heading', { level: 2, name: 'What happened' }).waitFor();
    expect(await page.locator('main form, main .button').count()).toBe(0);
    const event = await stack.prisma.event.findFirstOrThrow({ where: { provider: 'stripe' } });
    await page.goto(`${stack.url}/events/stripe/${event.account}/${event.eventKey}`);
    await page.getByRole('heading', { level: 2, name: 'Evidence' }).waitFor();
    expect(await page.locator('main form, main .button').count()).toBe(0);

    const answer = await page.goto(`${stack.url}/operations/new?kind=rebuild`);
    expect(answer?.status()).toBe(403);
    await page.getByRole('heading', { level: 1, name: 'Not allowed' }).waitFor();
    const statuses = await page.evaluate(
      (paths) =>
        Promise.all(
          paths.map((path) =>
            fetch(path, { method: 'POST', body: new URLSearchParams({ kind: 'rebuild' }) }).then(
              ({ status }) => status,
            ),
          ),
        ),
      ['/operations', '/operations/1/do', `/events/stripe/${event.account}/${event.eventKey}/body`],
    );
    expect(statuses).toEqual([403, 403, 403]);
    expect(await stack.prisma.operation.count({ where: { requestedBy: VIEWER.name } })).toBe(0);
    expect(
      await stack.prisma.audit.count({ where: { userName: VIEWER.name, outcome: 'refused' } }),
    ).toBeGreaterThanOrEqual(3);
  });
});
