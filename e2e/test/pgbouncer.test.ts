import { createCredentials, play, planTraffic, signRequest } from '@payspool/cli';
import { openDatabase } from '@payspool/db';
import { providers } from '@payspool/providers';
import { SCENARIOS } from '@payspool/providers/simulator';
import {
  freePort,
  hasPgBouncer,
  type ServerProcess,
  startPgBouncer,
  startPostgresServer,
  waitFor,
} from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settle } from '../product/expect/settle.ts';
import { runPayspool } from '../proof/proof-stack.ts';
import { startProviderApis } from '../product/stack/provider-apis.ts';
import { type AppName, spawnApp } from '../product/stack/spawn-app.ts';
import { createStopList } from '../product/stack/stop-in-reverse.ts';

/** Fewer than one worker would use, so an operation that needs two connections at once hangs here. */
const POOL_SIZE = 2;
const SEED = 20;
const here = hasPgBouncer();

describe.skipIf(!here)(
  `the database behind PgBouncer in transaction mode${here ? '' : ' (skipped: this machine has no pgbouncer)'}`,
  () => {
    const stops = createStopList();
    let directUrl: string;
    let pgbouncer: ServerProcess;
    let env: Readonly<Record<string, string>>;
    let signing: Awaited<ReturnType<typeof createCredentials>>['signing'];

    beforeAll(async () => {
      // A separate Postgres, because doctor must find no problem, and the shared one is not durable.
      directUrl = (await stops.start(startPostgresServer())).url;
      pgbouncer = await startPgBouncer({ postgresUrl: directUrl, poolSize: POOL_SIZE });
      stops.add(() => pgbouncer.stop());
      const apis = await startProviderApis();
      stops.add(apis.stop);
      const credentials = await createCredentials(providers, new Date());
      ({ signing } = credentials);
      env = {
        ...credentials.env,
        PAYSPOOL_MODE: 'test',
        // The test begins with the publishing.
        MERCHANT_REF_GRACE_SECONDS: '0',
        DATABASE_URL: pgbouncer.url,
        DATABASE_DIRECT_URL: directUrl,
        QUEUE_URL: directUrl,
        ...apis.env,
        LOG_LEVEL: 'silent',
      };
    });
    afterAll(stops.stopAll);

    const start = async (name: AppName) => stops.start(spawnApp({ name, port: await freePort(), env }));
    const open = (url: string) => {
      const { prisma, close } = openDatabase({ url, poolSize: POOL_SIZE, applicationName: 'payspool-e2e' });
      stops.add(close);
      return prisma;
    };

    it('is migrated over the direct URL, approved by doctor, and its settings are not changed', async () => {
      const migrated = await runPayspool(['migrate'], env);
      expect([migrated.status, migrated.stderr]).toEqual([0, '']);
      const { status, stdout } = await runPayspool(['doctor'], env);
      expect(stdout).toMatch(/^database +ok/m);
      expect(stdout).toMatch(/^migrations +ok/m);
      expect(stdout).toMatch(/^direct database +ok/m);
      expect(stdout).not.toMatch(/^.+? {2,}failed/m);
      expect(status).toBe(0);
      // Other clients get the same connections.
      const shared = open(pgbouncer.url);
      for (let n = 0; n < POOL_SIZE * 2; n += 1)
        expect(await shared.$queryRaw`SELECT current_setting('search_path') AS path`).toEqual([
          { path: '"$user", public' },
        ]);
    });

    it('gets every row right, is listened to directly, and can disappear and come back', async () => {
      const [ingest, worker] = await Promise.all([start('ingest'), start('worker')]);
      const traffic = (seed: number) =>
        planTraffic({
          providers,
          scenarios: SCENARIOS,
          count: 1,
          duplicate: 0.3,
          forge: 1,
          shuffle: true,
          seed,
          startsAt: new Date(Date.now() - 3_600_000),
        });
      const { requests, expected } = traffic(SEED);
      const half = Math.ceil(requests.length / 2);
      const send = async (some: typeof requests) => {
        const { answers } = await play({
          requests: some,
          sign: (request) =>
            signRequest(request, { baseUrl: new URL(ingest.url), signing, sentAt: new Date() }),
          concurrency: 8,
        });
        return (answers['202'] ?? 0) + (answers['200'] ?? 0) + (answers['401'] ?? 0);
      };
      expect(await send(requests.slice(0, half))).toBe(half);

      const direct = open(directUrl);
      const isReady = async () => (await fetch(`${worker.url}/readyz`)).status === 200;
      const listeners = () =>
        direct.$queryRaw`
          SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN "payspool_outbox"%'`;
      // A query gets its answer when PgBouncer has a free connection; it has only a few.
      await waitFor(isReady, { what: 'the worker is ready', timeoutMs: 60_000 });
      const listening = await listeners();
      expect(listening).toHaveLength(1);
      await pgbouncer.kill();
      expect(await isReady()).toBe(false);
      expect(await listeners()).toEqual(listening);
      pgbouncer = await startPgBouncer({
        postgresUrl: directUrl,
        poolSize: POOL_SIZE,
        port: pgbouncer.port,
      });

      expect(await send(requests.slice(half))).toBe(requests.length - half);
      expect(await settle(direct, expected)).toEqual([]);
      expect(await direct.event.count({ where: { status: 'failed' } })).toBe(0);
      await waitFor(isReady, { what: 'the worker is ready again' });
    });
  },
);
