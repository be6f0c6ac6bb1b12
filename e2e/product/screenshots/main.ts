import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { planTraffic, play, RESENDS, signRequest } from '@payspool/cli';
import { migrateDatabase, openDatabase } from '@payspool/db';
import { providers } from '@payspool/providers';
import { SCENARIOS } from '@payspool/providers/simulator';
import { migrateQueue } from '@payspool/queue';
import { freePort, startPostgresServer } from '@payspool/testkit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../stack/find-chromium.ts';
import { settle } from '../expect/settle.ts';
import { startForwardReceiver } from '../stack/forward-receiver.ts';
import { productionSettings } from '../stack/production-settings.ts';
import { type AppName, spawnApp } from '../stack/spawn-app.ts';
import { createStopList } from '../stack/stop-in-reverse.ts';

// `pnpm screenshots [--all] [--out <folder>]`: plays the demonstration's traffic to a stack of its own and takes pictures of its dashboard: the
// two of README.md, or with `--all` each screen at three widths, light and dark.

const WIDTHS = [1440, 768, 360] as const;
const SCHEMES = ['light', 'dark'] as const;
const LOGIN = { name: 'ada', password: 'a picture of the dashboard' };
const FORGED = 12;

/** The pictures of README.md. */
const README: readonly string[] = ['overview', 'order'];

/** The first link of a list that leads to one of its things. */
const firstOf =
  (list: string, prefix: string) =>
  async (page: Page, url: string): Promise<string> => {
    await page.goto(new URL(list, url).href);
    return (await page.locator(`main a[href^="${prefix}"]`).first().getAttribute('href')) ?? list;
  };
const at = (address: string) => async () => address;

/** Each screen, and how to find its address. */
const SCREENS: Readonly<Record<string, (page: Page, url: string) => Promise<string>>> = {
  overview: at('/'),
  events: at('/events'),
  event: firstOf('/events?filter=type:PAYMENT.CAPTURE.REFUNDED', '/events/paypal/'),
  orders: at('/orders'),
  order: firstOf('/orders?filter=status:partially_refunded+provider:paypal', '/orders/paypal/'),
  subscriptions: at('/subscriptions'),
  subscription: firstOf('/subscriptions', '/subscriptions/stripe/'),
  reactions: at('/reactions'),
  reaction: firstOf('/reactions', '/reactions/'),
  failures: at('/failures'),
  drift: at('/drift'),
  refusals: at('/refusals'),
  operations: at('/operations'),
  audit: at('/audit'),
  money: at('/money'),
  storage: at('/storage'),
  tail: at('/tail'),
  account: at('/accounts/stripe/default'),
  find: at('/find?id=nothing-has-this-id'),
  missing: at('/nowhere'),
};

const { values } = parseArgs({ options: { all: { type: 'boolean' }, out: { type: 'string' } } });
const out = values.out ?? 'docs/images';
const dir = await mkdtemp(join(tmpdir(), 'payspool-screenshots-'));
const stops = createStopList();
stops.add(() => rm(dir, { recursive: true, force: true }));
try {
  const executablePath = findChromium(process.env);
  if (!executablePath) throw new Error('there is no Chromium: install it, or name it in CHROMIUM_PATH');
  const url = await startStack();
  const browser = await chromium.launch({ executablePath, args: ['--disable-gpu', '--no-sandbox'] });
  stops.add(() => browser.close());
  await mkdir(out, { recursive: true });
  await takeAll(browser, url);
} finally {
  await stops.stopAll();
}

/** A stack whose dashboard has something on each screen. Resolves with the dashboard's URL. */
async function startStack(): Promise<string> {
  const postgres = await stops.start(startPostgresServer());
  await migrateDatabase(postgres.url);
  await migrateQueue(postgres.url);
  const receiver = await startForwardReceiver(() => 204);
  stops.add(receiver.stop);
  const { env, signing, apis } = await productionSettings({
    databaseUrl: postgres.url,
    queueUrl: postgres.url,
    receiver,
    stops,
  });
  const dashboard = { DASHBOARD_USER: LOGIN.name, DASHBOARD_PASSWORD: LOGIN.password };
  const start = async (name: AppName) =>
    stops.start(
      spawnApp({
        name,
        port: await freePort(),
        env: { ...env, ...(name === 'dashboard' && dashboard) },
        logFile: join(dir, `${name}.log`),
      }),
    );
  const [ingest, , console] = await Promise.all([start('ingest'), start('worker'), start('dashboard')]);
  const { requests, expected } = planTraffic({
    providers,
    scenarios: SCENARIOS,
    count: 1,
    duplicate: 0.2,
    forge: FORGED,
    shuffle: true,
    seed: 20,
    startsAt: new Date(Date.now() - 45 * 60_000),
  });
  for (const { provider, ...delivery } of requests) apis.add(provider.slug, [delivery]);
  await play({
    requests,
    sign: (request, firstSentAt) =>
      signRequest(request, { baseUrl: new URL(ingest.url), signing, sentAt: new Date(), firstSentAt }),
    concurrency: 4,
    resending: { schedule: RESENDS, random: Math.random },
  });
  const { prisma, close } = openDatabase({ url: postgres.url, poolSize: 2 });
  stops.add(close);
  await settle(prisma, expected);
  return console.url;
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
      for (const [name, open] of Object.entries(SCREENS)) {
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
