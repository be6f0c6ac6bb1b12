import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@payspool/testkit';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DASHBOARD_SCREENS } from '../../product/stack/dashboard-screens.ts';
import { startDashboardStack } from '../../product/stack/dashboard-stack.ts';
import { createStopList } from '../../product/stack/stop-in-reverse.ts';
import { launch, openPage, skipped } from './open-browser.ts';

const LOGIN = { name: 'ada', password: 'a password of the tests' };
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(skipped)(`each screen of the dashboard${skipped}`, () => {
  const stops = createStopList();
  let url: string;
  let browser: Browser;
  let addresses: readonly (readonly [string, string])[];

  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'payspool-screens-'));
    stops.add(() => rm(dir, { recursive: true, force: true }));
    const database = await createDatabase({ postgresUrl: inject('postgresUrl') });
    stops.add(database.drop);
    const dashboard = { DASHBOARD_USER: LOGIN.name, DASHBOARD_PASSWORD: LOGIN.password };
    ({ url } = await startDashboardStack({ stops, dir, databaseUrl: database.url, dashboard }));
    browser = await launch();
    stops.add(() => browser.close());
    const { page } = await openPage(browser, { url, login: LOGIN });
    const found: [string, string][] = [['login', '/login']];
    for (const [name, open] of Object.entries(DASHBOARD_SCREENS)) found.push([name, await open(page, url)]);
    addresses = found;
  });
  afterAll(stops.stopAll);

  const visit = (page: Page, address: string) => page.goto(new URL(address, url).href);

  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    it.each([1440, 360])(
      'has nothing that axe finds, and no error in the console, %i pixels wide',
      async (width) => {
        const { page, errors } = await openPage(browser, {
          url,
          login: LOGIN,
          colorScheme,
          viewport: { width, height: 900 },
        });
        const found: Record<string, readonly string[]> = {};
        for (const [name, address] of addresses) {
          errors.length = 0;
          const answer = await visit(page, address);
          const violations = await check(page);
          // The console names each answer that is an error, as that of the screen that is missing.
          const unexpected = errors.filter((error) => answer?.status() !== 404 || !error.includes('404'));
          const all = [...violations, ...unexpected, ...(await page.evaluate<readonly string[]>(WIDE))];
          if (all.length > 0) found[name] = all;
        }
        expect(found).toEqual({});
      },
    );
  });

  it('reads the same without JavaScript', async () => {
    const withScripts = await openPage(browser, { url, login: LOGIN });
    const without = await openPage(browser, { url, login: LOGIN, javaScriptEnabled: false });
    for (const [name, address] of addresses) {
      await visit(without.page, address);
      if (name === 'tail') {
        // Only scripts make it live.
        await without.page.getByText('Reload the page to see newer events.').waitFor();
        continue;
      }
      await visit(withScripts.page, address);
      const [read, expected] = await Promise.all([textOf(without.page), textOf(withScripts.page)]);
      const at = Array.from(read).findIndex((letter, place) => letter !== expected[place]);
      expect(read.slice(at - 40, at + 60), name).toBe(expected.slice(at - 40, at + 60));
    }
  });
});

/** The elements that reach beyond the window, of a page that is wider than it. */
const WIDE = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.scroll'))
  .map((element) => 'too wide: ' + element.tagName + ' ' + element.className + ' ' + element.textContent.slice(0, 80))`;

/** What axe finds on a page, a line for each kind, with the first place. It runs outside of the page's security policy. */
async function check(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const options: RunOptions = { resultTypes: ['violations'] };
  const { violations } = await page.evaluate(
    (given): Promise<AxeResults> =>
      (globalThis as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } }).axe.run(
        given,
      ),
    options,
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.length} × ${nodes[0]?.html.slice(0, 200)}: ${nodes[0]?.failureSummary}`,
  );
}

/** The text of the page's content without times and numbers, which go on between two visits. */
async function textOf(page: Page): Promise<string> {
  const text = await page.locator('main').innerText();
  return (
    text
      .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?/g, 'TIME')
      .replaceAll(/\b\d+ (?:ms|s|min|h|d)\b/g, 'SPAN')
      .replaceAll(/\d+/g, 'N')
      .replaceAll(/\s+/g, ' ')
      // Buttons that only work with scripts are made by them.
      .replaceAll(/copy (?:key|command|id) ?/g, '')
  );
}
