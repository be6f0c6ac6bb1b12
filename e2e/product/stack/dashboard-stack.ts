import { join } from 'node:path';
import { planTraffic, play, RESENDS, signRequest } from '@payspool/cli';
import { grantDashboardRole, migrateDatabase, openDatabase } from '@payspool/db';
import { providers } from '@payspool/providers';
import { SCENARIOS } from '@payspool/providers/simulator';
import { migrateQueue } from '@payspool/queue';
import { freePort } from '@payspool/testkit';
import { settle } from '../expect/settle.ts';
import { startForwardReceiver } from './forward-receiver.ts';
import { productionSettings } from './production-settings.ts';
import { type AppName, spawnApp } from './spawn-app.ts';
import type { createStopList } from './stop-in-reverse.ts';

export interface DashboardStackOptions {
  readonly stops: ReturnType<typeof createStopList>;
  /** For the logs of the apps. */
  readonly dir: string;
  /** An empty database, for the rows and the queue. */
  readonly databaseUrl: string;
  /** Settings of the dashboard: its users. */
  readonly dashboard: Readonly<Record<string, string>>;
}

/** Forged deliveries among the traffic. */
const FORGED = 12;
const ROLE_PASSWORD = 'only for this stack';

/** All apps, with the traffic of the demonstration played to them, so that each screen of the dashboard has something to show. */
export async function startDashboardStack({ stops, dir, databaseUrl, dashboard }: DashboardStackOptions) {
  await migrateDatabase(databaseUrl);
  await migrateQueue(databaseUrl);
  const { prisma, close } = openDatabase({ url: databaseUrl, poolSize: 2 });
  stops.add(close);
  const receiver = await startForwardReceiver(() => 204);
  stops.add(receiver.stop);
  const { env, signing, apis } = await productionSettings({
    databaseUrl,
    queueUrl: databaseUrl,
    receiver,
    stops,
  });
  const role = `dashboard_of_${new URL(databaseUrl).pathname.slice(1)}`;
  await grantDashboardRole(databaseUrl, { role, password: ROLE_PASSWORD });
  stops.add(async () => {
    await prisma.$executeRawUnsafe(`DROP OWNED BY ${role}`);
    await prisma.$executeRawUnsafe(`DROP ROLE ${role}`);
  });
  const ownRole = Object.assign(new URL(databaseUrl), {
    username: role,
    password: encodeURIComponent(ROLE_PASSWORD),
  });
  const start = async (name: AppName, more: Readonly<Record<string, string>> = {}) =>
    stops.start(
      spawnApp({
        name,
        port: await freePort(),
        // The database may be one of the tests, which does not wait for the disk.
        env: { ...env, ALLOW_UNSAFE_QUEUE: 'true', ...more },
        logFile: join(dir, `${name}.log`),
      }),
    );
  const [ingest, , board] = await Promise.all([
    start('ingest'),
    start('worker'),
    start('dashboard', { DASHBOARD_DATABASE_URL: ownRole.href, ...dashboard }),
  ]);
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
  await settle(prisma, expected);
  return { url: board.url, prisma };
}
