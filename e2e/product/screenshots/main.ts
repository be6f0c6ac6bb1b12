import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgresServer } from '@payspool/testkit';
import { type Browser, chromium } from 'playwright-core';
import { DASHBOARD_SCREENS } from '../stack/dashboard-screens.ts';
import { startDashboardStack } from '../stack/dashboard-stack.ts';
import { findChromium } from '../stack/find-chromium.ts';
import { createStopList } from '../stack/stop-in-reverse.ts';

// `pnpm screenshots [--all] [--out <folder>]`: plays the demonstration's traffic to a stack of its own and takes pictures of its dashboard: the
// two of README.md, or with `--all` each screen at three widths, light and dark.

const WIDTHS = [1440, 768, 360] as const;
const SCHEMES = ['light', 'dark'] as const;
const LOGIN = { name: 'ada', password: 'a picture of the dashboard' };

/** The pictures of README.md. */
const README: readonly string[] = ['overview', 'order'];

const { values } = parseArgs({ options: { all: { type: 'boolean' }, out: { type: 'string' } } });
const out = values.out ?? 'docs/images';
const dir = await mkdtemp(join(tmpdir(), 'payspool-screenshots-'));
const stops = createStopList();
stops.add(() => rm(dir, { recursive: true, force: true }));
try {
  const executablePath = findChromium(process.env);
  if (!executablePath) throw new Error('there is no Chromium: install it, or name it in CHROMIUM_PATH');
  const postgres = await stops.start(startPostgresServer());
  const { url } = await startDashboardStack({
    stops,
    dir,
    databaseUrl: postgres.url,
    dashboard: { DASHBOARD_USER: LOGIN.name, DASHBOARD_PASSWORD: LOGIN.password },
  });
  const browser = await chromium.launch({ executablePath, args: ['--disable-gpu', '--no-sandbox'] });
  stops.add(() => browser.close());
  await mkdir(out, { recursive: true });
  await takeAll(browser, url);
} finally {
  await stops.stopAll();
}

async function takeAll(browser: Browser, url: string): Promise<void> {
  for (const colorScheme of values.all ? SCHEMES : [SCHEMES[0]])
    for (const width of values.all ? WIDTHS : [WIDTHS[0]]) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(`${page.url()}: ${message.text()}`);
      });
      await page.goto(url);
      await page.getByLabel('Name').fill(LOGIN.name);
      await page.getByLabel('Password').fill(LOGIN.password);
      await page.getByRole('button', { name: 'Log in' }).click();
      for (const [name, open] of Object.entries(DASHBOARD_SCREENS)) {
        if (!values.all && !README.includes(name)) continue;
        const address = await open(page, url).catch((error: unknown) => {
          throw new Error(`the screen ${name} does not open`, { cause: error });
        });
        await page.goto(new URL(address, url).href);
        const path = values.all ? `${name}-${width}-${colorScheme}.png` : `${name}.png`;
        await page.screenshot({ path: join(out, path), fullPage: values.all === true });
      }
      await context.close();
    }
}
