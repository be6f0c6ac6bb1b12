import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrateDatabase } from '@payspool/db';
import { providers, providerVariables } from '@payspool/providers';
import { migrateQueue } from '@payspool/queue';
import { ConfigError, variableOf } from '@payspool/runtime';
import { freePort, startPostgresServer } from '@payspool/testkit';
import type { z } from 'zod';
import { createServer } from 'node:net';
import { IngestConfig } from '../../../apps/ingest/src/config.ts';
import { WorkerConfig } from '../../../apps/worker/src/config.ts';
import { startProviderApis } from '../stack/provider-apis.ts';
import { type AppName, spawnApp } from '../stack/spawn-app.ts';
import { createStages, createStopList, stopOnSignal } from '../stack/stop-in-reverse.ts';
import { dashboardLogin, localCredentials } from './local-credentials.ts';
import { claimDataDir, postgresDir, type StartConfig } from './start-config.ts';
import { pasteable, signedCurl } from './signed-curl.ts';
import { lockDataDir, requireNotRunning } from './run-lock.ts';

/** Runs the whole stack until Ctrl-C. */
export async function startStack(config: z.output<typeof StartConfig>): Promise<void> {
  // First, because a message about taken ports would be less helpful.
  await requireNotRunning(config.dataDir);
  await requireFreePorts({
    INGEST_PORT: config.ingestPort,
    WORKER_PORT: config.workerPort,
    DASHBOARD_PORT: config.dashboardPort,
  });
  const dataDir = await claimDataDir(config.dataDir);
  const stops = createStopList();
  stops.add(await lockDataDir(dataDir));
  const stages = createStages({ stopping: stopOnSignal(stops.stopAll) });
  try {
    const databaseUrl =
      config.databaseUrl ??
      (await stages.run('embedded Postgres', () => startPostgres(dataDir, stops.start)));
    const queueUrl = config.queueUrl ?? databaseUrl;
    await stages.run('tables up to date', async () => {
      await migrateDatabase(databaseUrl);
      await migrateQueue(queueUrl);
    });
    const credentials = await localCredentials(dataDir, new Date());
    const apis = await startProviderApis();
    stops.add(apis.stop);
    const env = {
      ...credentials.env,
      ...apis.env,
      ...configured(),
      PAYSPOOL_MODE: process.env['PAYSPOOL_MODE'] ?? 'test',
      DATABASE_URL: databaseUrl,
      QUEUE_URL: queueUrl,
    };
    const login = dashboardLogin(process.env);
    const scrapes: string[] = [];
    const start = async (name: AppName, port: number, more = {}) => {
      // Three apps on one machine cannot share one port.
      const metricsPort = process.env['METRICS_PORT'] === 'off' ? 'off' : String(await freePort());
      if (metricsPort !== 'off') scrapes.push(`http://127.0.0.1:${metricsPort}/metrics (${name})`);
      const own = { ...env, METRICS_PORT: metricsPort, ...more };
      return stops.start(spawnApp({ name, port: port || (await freePort()), env: own }));
    };
    const apps = await stages.run('ingest, worker and dashboard', async () =>
      Promise.all([
        start('ingest', config.ingestPort),
        start('worker', config.workerPort),
        start('dashboard', config.dashboardPort, login.env),
      ]),
    );
    const [ingest, , dashboard] = apps;
    const payspool = (args: string) => pasteable(`npx -y pnpm@10 payspool ${args}`, config.dataDir);
    // The variables that the operator's commands use if the environment names no other database.
    const stackFile = join(dataDir, 'stack.json');
    await writeFile(stackFile, JSON.stringify({ ...env, INGEST_URL: ingest.url }), { mode: 0o600 });
    stops.add(() => rm(stackFile, { force: true }));
    console.log(`
  Webhooks   ${ingest.url}/webhooks/<${providers.map(({ slug }) => slug).join('|')}>
  Dashboard  ${dashboard.url}/ (${login.description})
  Database   ${withoutPassword(databaseUrl)}
  Metrics    ${scrapes.join('\n             ') || 'off'}
  Secrets    ${config.dataDir}/credentials.json (of this checkout alone; variables of your own replace them)

One signed delivery, good for five minutes:
  ${await signedCurl({ dataDir, ingestUrl: ingest.url, signing: credentials.signing, now: new Date() })}

More of them:
  ${payspool('simulate --scenario subscription refund')}
  ${payspool('events list')}

Ctrl-C ends it; the data stays in ${config.dataDir}.
`);
    const status = await Promise.race(apps.map(async ({ name, ended }) => ({ name, status: await ended })));
    throw new Error(`${status.name} ended by itself (${status.status ?? 'killed'})`);
  } catch (error) {
    await stops.stopAll();
    throw error;
  }
}

async function startPostgres(
  dataDir: string,
  start: ReturnType<typeof createStopList>['start'],
): Promise<string> {
  const postgres = await start(
    startPostgresServer({ dir: await postgresDir(dataDir), port: await freePort() }),
  );
  return postgres.url;
}

/** The caller's variables for ingest, the worker and the providers, as values or files. `start` itself sets the ports and stores. */
function configured(): Record<string, string> {
  const settings = Object.keys({ ...IngestConfig.shape, ...WorkerConfig.shape }).map(variableOf);
  const ofReactions = (process.env['REACTIONS_ENV'] ?? '').split(',').map((name) => name.trim());
  return Object.fromEntries(
    [...providerVariables(providers), ...settings, ...ofReactions]
      .filter((name) => !OURS.has(name))
      .flatMap((name) => [name, `${name}_FILE`])
      .flatMap((name) => (process.env[name] ? [[name, process.env[name] ?? '']] : [])),
  );
}

const OURS: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'QUEUE_URL',
  'HOST',
  'INGEST_PORT',
  'WORKER_PORT',
  'METRICS_PORT',
  'PAYSPOOL_MODE',
]);

function withoutPassword(url: string): string {
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username ? `${username}@` : ''}${host}${pathname}`;
}

/**
 * Checks whether the ports are free; port 0 always is.
 *
 * @param ports the ports, by the variable that sets each
 *
 * @throws {ConfigError} with every port that is taken
 */
async function requireFreePorts(ports: Readonly<Record<string, number>>): Promise<void> {
  const taken = await Promise.all(
    Object.entries(ports).map(async ([name, port]) =>
      (await isFree(port))
        ? []
        : [`${name}: port ${port} is taken; stop the process that uses it, or set ${name} to another one`],
    ),
  );
  if (taken.flat().length > 0) throw new ConfigError(taken.flat());
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
