import { join } from 'node:path';
import { migrateDatabase, openDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { freePort, startPostgresServer, startRedisServer } from '@payspool/testkit';
import { startForwardReceiver } from '../stack/forward-receiver.ts';
import { productionSettings } from '../stack/production-settings.ts';
import type { createStopList } from '../stack/stop-in-reverse.ts';
import { watchApplications } from '../stack/watch-applications.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import type { DrillOptions } from './options.ts';
import {
  mountSmallDisk,
  openServer,
  ordinaryDir,
  type RestartableServer,
  type SmallDisk,
} from './restartable-server.ts';
import { superviseApp, type SupervisedApp } from './supervised-app.ts';

/** A server of the apps, with its network and, if it has one, its own disk. */
export interface DrilledStore {
  readonly server: RestartableServer;
  readonly proxy: FaultProxy;
  readonly disk?: SmallDisk;
}

export interface DrilledWorker extends SupervisedApp {
  /** A crash point that is written to this file ends the worker at a transaction that applies events. */
  readonly crashFile: string;
}

const APPS = 2;
const CRASH_POINTS = 'e2e/product/drill/crash-points.ts';

/** Two ingests, two workers, their servers, the providers' APIs, and a receiver of forwarded transitions. */
export async function openDrillStack(
  { queue, minutes, rate }: Pick<DrillOptions, 'queue' | 'minutes' | 'rate'>,
  { dir, stops }: { readonly dir: string; readonly stops: ReturnType<typeof createStopList> },
) {
  const megabytes = 512 + Math.ceil(minutes * 60 * rate * 0.04);
  const disk = await mountSmallDisk(join(dir, 'disk'), megabytes);
  if (disk) stops.add(disk.remove);
  const diskDir = disk?.dir ?? (await ordinaryDir(join(dir, 'disk')));
  const [databasePort, redisPort] = [await freePort(), await freePort()];

  const open = async (
    label: string,
    start: Parameters<typeof openServer>[1],
    itsDisk: SmallDisk | undefined,
  ): Promise<DrilledStore> => {
    const server = await stops.start(openServer(label, start));
    const proxy = await startFaultProxy(server.url);
    stops.add(proxy.close);
    return { server, proxy, ...(itsDisk && { disk: itsDisk }) };
  };
  const database = await open(
    'Postgres',
    () =>
      startPostgresServer({
        dir: join(queue === 'postgres' ? diskDir : dir, 'postgres'),
        port: databasePort,
      }),
    queue === 'postgres' ? disk : undefined,
  );
  await migrateDatabase(database.server.url);
  if (queue === 'postgres') await migrateQueue(database.server.url);
  const redis =
    queue === 'redis'
      ? await open('Redis', () => startRedisServer({ dir: diskDir, port: redisPort }), disk)
      : undefined;

  const receiver = await startForwardReceiver(({ id }, repeat) => (repeat === 0 && isFussy(id) ? 500 : 204));
  stops.add(receiver.stop);
  const settings = await productionSettings({
    databaseUrl: database.proxy.url,
    queueUrl: redis?.proxy.url ?? database.proxy.url,
    receiver,
    stops,
  });
  const env = {
    ...settings.env,
    REACTION_DEADLINE_MS: '3000',
    FORWARD_TIMEOUT_MS: '2000',
  };
  const start = async (name: 'ingest' | 'worker', place: number) => {
    const label = `${name}-${place + 1}`;
    const crashFile = join(dir, `${label}.crash`);
    const app = await stops.start(
      superviseApp(label, {
        name,
        port: await freePort(),
        env: { ...env, ...(name === 'worker' && { PAYSPOOL_DRILL_CRASH: crashFile }) },
        preload: name === 'worker' ? CRASH_POINTS : undefined,
        logFile: join(dir, `${label}.log`),
      }),
    );
    return { ...app, crashFile };
  };
  const startAll = (name: 'ingest' | 'worker') =>
    Promise.all(Array.from({ length: APPS }, (_, place) => start(name, place)));
  const [ingests, workers] = await Promise.all([startAll('ingest'), startAll('worker')]);

  // Without the proxy, so that the drill can always read the tables.
  const { prisma: db, close } = openDatabase({
    url: database.server.url,
    poolSize: 4,
    applicationName: 'payspool-drill',
    onError: () => undefined,
  });
  stops.add(close);
  const applications = await watchApplications(db);
  return {
    ingests,
    workers,
    /** The store of the queue comes first. */
    stores: redis ? [redis, database] : [database],
    receiver,
    signing: settings.signing,
    apis: settings.apis,
    db,
    /** Applied events, each as often as it was applied. */
    applications,
  };
}
export type DrillStack = Awaited<ReturnType<typeof openDrillStack>>;

/** A quarter of the forwards is refused once. */
const isFussy = (id: string): boolean => Number.parseInt(id.slice(-2), 16) % 4 === 0;
