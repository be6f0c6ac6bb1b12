import { migrateQueue } from '@payspool/queue';
import { openReader } from '@payspool/db/reader';
import { createDatabase } from '@payspool/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fillEveryTable } from '../../../apps/dashboard/test/fill-every-table.ts';
import { spawnApp } from '../../product/stack/spawn-app.ts';
import { createStopList } from '../../product/stack/stop-in-reverse.ts';
import { launch, openPage, skipped } from './open-browser.ts';
import { freePort } from '@payspool/testkit';

// Each text in the database is an attack. `apps/dashboard/test/pages.test.ts` looks at the HTML; here a browser reads it.

const ATTACK = `"><script>document.title='attacked'</script><img src=x onerror="document.title='attacked'">`;
const LOGIN = { name: 'ada', password: 'a password of the tests' };
/** Pages that are opened. */
const MOST_PAGES = 150;

describe.skipIf(skipped)(`a browser${skipped}`, () => {
  const stops = createStopList();
  let url: string;
  let browser: Browser;

  beforeAll(async () => {
    const database = await createDatabase({
      postgresUrl: inject('postgresUrl'),
      template: inject('template'),
    });
    stops.add(database.drop);
    await migrateQueue(database.url);
    const owner = openReader({ url: database.url, poolSize: 1 });
    await fillEveryTable(owner.reader, {
      text: ATTACK,
      number: 1001,
      provider: 'stripe',
      account: 'default',
    });
    await fillEveryTable(owner.reader, {
      text: `${ATTACK}2`,
      number: 1002,
      provider: ATTACK,
      account: ATTACK,
    });
    await owner.close();
    ({ url } = await stops.start(
      spawnApp({
        name: 'dashboard',
        port: await freePort(),
        env: {
          DATABASE_URL: database.url,
          QUEUE_URL: database.url,
          PAYSPOOL_MODE: 'test',
          DASHBOARD_USER: LOGIN.name,
          DASHBOARD_PASSWORD: LOGIN.password,
          LOG_LEVEL: 'error',
        },
      }),
    ));
    browser = await launch();
    stops.add(() => browser.close());
  });
  afterAll(stops.stopAll);

  it('runs nothing of what the database contains, on any page that a link leads to', async () => {
    const { page, errors } = await openPage(browser, { url, login: LOGIN });
    const waiting = ['/'];
    const seen = new Set(waiting);
    let [opened, shown] = [0, 0];
    for (let address = waiting.shift(); address && opened < MOST_PAGES; address = waiting.shift()) {
      opened += 1;
      const answer = await page.goto(new URL(address, url).href);
      expect(answer?.status(), address).toBeLessThan(400);
      expect(await page.title(), address).not.toBe('attacked');
      expect(await page.locator('main script, main img').count(), address).toBe(0);
      if ((await page.locator('main').innerText()).includes('"><script>')) shown += 1;
      const links = await page
        .locator('a[href^="/"]')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      for (const link of links.map((one) => one.replace(/#.*$/, ''))) {
        if (seen.has(link) || /^\/queues|\.json|^\/logout|^$/.test(link)) continue;
        seen.add(link);
        waiting.push(link);
      }
    }
    expect(errors).toEqual([]);
    // Lists, and the pages of single things.
    expect(shown).toBeGreaterThan(8);
  });
});
