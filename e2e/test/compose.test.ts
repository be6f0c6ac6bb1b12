import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeIsMissing, type ComposeProject, imagesUnder, openComposeProject } from './compose-project.ts';
import { demoDeliveries, demoSecret, signingProviders } from './compose-traffic.ts';
import { sendLogin } from './board-login.ts';

const missing = composeIsMissing();
const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const MINUTES = 60_000;
const EVERYTHING = ['redis', 'postgres', 'ingest', 'worker', 'dashboard'] as const;

describe.skipIf(missing)('the images of docker-compose.yml', () => {
  const named = (images: string, tag: string) =>
    ['cli', 'dashboard', 'ingest', 'worker'].map((image) => `${images}-${image}:${tag}`);

  it('are named after the version of package.json, and built from source', async () => {
    expect(await imagesUnder({})).toEqual([...named('payspool', version), 'postgres:18', 'redis:8']);
  });

  it('are those of a registry by one variable, and of another release by a second', async () => {
    const PAYSPOOL_IMAGES = 'ghcr.io/acme/payspool';
    const stores = ['postgres:18', 'redis:8'];
    expect(await imagesUnder({ PAYSPOOL_IMAGES })).toEqual([...named(PAYSPOOL_IMAGES, version), ...stores]);
    expect(await imagesUnder({ PAYSPOOL_IMAGES, PAYSPOOL_VERSION: '9.8.7' })).toEqual([
      ...named(PAYSPOOL_IMAGES, '9.8.7'),
      ...stores,
    ]);
  });
});

// Each test continues from the state of the one before.
describe.skipIf(missing)(`docker-compose.yml${missing ? ` (${missing})` : ''}`, () => {
  let project: ComposeProject;
  const acknowledged = new Set<string>();

  /** Sends all deliveries, and remembers the accepted ones. */
  const deliver = async (count: number, pauseMs = 0) => {
    const statuses: number[] = [];
    for (const { key, send } of demoDeliveries(project.ingestUrl, count)) {
      const status = await send();
      statuses.push(status);
      if (status === 202 || status === 200) acknowledged.add(key);
      await sleep(pauseMs);
    }
    return statuses;
  };
  const missingEvents = async () => {
    const applied = await project.query(
      `SELECT provider || '/' || event_key FROM events WHERE status = 'applied'`,
    );
    return [...acknowledged].filter((key) => !applied.includes(key));
  };
  const untilAllIsApplied = () =>
    waitFor(async () => (await missingEvents()).length === 0, {
      timeoutMs: 60_000,
      everyMs: 500,
      what: 'every delivery that was acknowledged is applied',
    });

  beforeAll(async () => {
    project = await openComposeProject();
    await project.start();
  }, 20 * MINUTES);
  afterAll(() => project?.close(), 2 * MINUTES);

  it(
    'starts everything, healthy, with the migrations applied',
    async () => {
      await project.untilHealthy(...EVERYTHING);
      expect(await project.statesOf('migrate')).toEqual(['exited 0']);
    },
    5 * MINUTES,
  );

  it('accepts a delivery of each provider signed with the demo secrets, and makes its row', async () => {
    const statuses = await deliver(1);
    expect(new Set(statuses)).toEqual(new Set([202]));
    await untilAllIsApplied();
    const paid = await project.query(
      "SELECT DISTINCT provider FROM orders WHERE status = 'paid' ORDER BY provider",
    );
    expect(paid).toEqual(signingProviders.map(({ slug }) => slug).toSorted());
  });

  it.each(['ingest', 'worker', 'dashboard'])('has no simulator in the image of %s', async (part) => {
    const simulators = ['-path', '*/node_modules', '-prune', '-o', '-name', 'simulator', '-print'];
    expect(await project.compose('exec', '-T', part, 'find', '/app/packages', ...simulators)).toBe('');
  });

  it('allows access to the dashboard with the password', async () => {
    const logIn = async (password: string) =>
      (await sendLogin(project.dashboardUrl, { name: 'payspool', password })).status;
    expect(await logIn(demoSecret('dashboard_password'))).toBe(303);
    expect(await logIn('of somebody else')).toBe(401);
    const { status, url } = await fetch(project.dashboardUrl);
    expect([status, url]).toEqual([200, `${project.dashboardUrl}/login`]);
  });

  it(
    'loses no acknowledged delivery when Redis and Postgres are killed under traffic',
    async () => {
      const traffic = deliver(40, 20);
      await sleep(1500);
      await project.compose('kill', 'redis', 'postgres');
      const statuses = await traffic;
      expect(statuses.filter((status) => status !== 202 && status !== 503)).toEqual([]);
      expect(statuses).toContain(202);
      expect(statuses).toContain(503);

      await project.compose('up', '--detach');
      await project.untilHealthy(...EVERYTHING);
      await untilAllIsApplied();
    },
    5 * MINUTES,
  );

  it(
    'continues the work of a killed worker',
    async () => {
      const traffic = deliver(20);
      await project.compose('kill', 'worker');
      await traffic;
      await project.compose('up', '--detach');
      await project.untilHealthy('worker');
      await untilAllIsApplied();
    },
    3 * MINUTES,
  );

  it(
    'works with two workers',
    async () => {
      await project.compose('up', '--detach', '--scale', 'worker=2');
      await project.untilHealthy('worker');
      expect(await project.statesOf('worker')).toHaveLength(2);
      await deliver(10);
      await untilAllIsApplied();
    },
    3 * MINUTES,
  );

  it('refuses the demo secrets in live mode, by name', async () => {
    const live = (part: string) => project.tryRun('-e', 'PAYSPOOL_MODE=live', part);
    for (const [part, variable] of [
      ['ingest', 'QUEUE_URL'],
      ['worker', 'DATABASE_URL'],
      ['dashboard', 'DASHBOARD_PASSWORD'],
    ] as const) {
      const { status, said } = await live(part);
      expect(status).toBe(2);
      expect(said).toContain(`${variable}: contains a public demo secret`);
      expect(said).not.toContain('payspool-demo');
    }
  });
});
