import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrateDatabase, openDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { freePort, startPostgresServer } from '@payspool/testkit';
import { spawnApp } from '../product/stack/spawn-app.ts';
import { createStopList, stopOnSignal } from '../product/stack/stop-in-reverse.ts';
import { multiply } from './multiply.ts';
import { planArrivals } from '../product/expect/story.ts';
import { openProofStack } from './proof-stack.ts';
import { storiesFrom } from './stories.ts';

// `node --import tsx e2e/proof/measure-rebuild.ts --events 100000`: measures the speed and memory of rebuild. A few scenarios run
// through real processes; the rest of the log are copies of their rows, each with ids of its own.

const TEMPLATE_COPIES = 25;
const { values } = parseArgs({ options: { events: { type: 'string', default: '100000' } } });
const wanted = Number(values.events);
if (!Number.isInteger(wanted) || wanted < 1) {
  console.error('usage: measure-rebuild.ts --events <whole number>');
  process.exit(2);
}

const stops = createStopList();
stopOnSignal(stops.stopAll);
try {
  const dir = await mkdtemp(join(tmpdir(), 'payspool-measure-'));
  await chmod(dir, 0o755); // Postgres runs as another user if this process is root
  stops.add(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, 'postgres'));
  const postgres = await stops.start(
    startPostgresServer({ dir: join(dir, 'postgres', 'data'), fsync: false }),
  );
  await migrateDatabase(postgres.url);
  await migrateQueue(postgres.url);
  const database = openDatabase({ url: postgres.url, poolSize: 4, applicationName: 'payspool-measure' });
  stops.add(database.close);
  const db = database.prisma;

  const env = {
    DATABASE_URL: postgres.url,
    QUEUE_URL: postgres.url,
    PAYSPOOL_MODE: 'test',
    // The measurement begins with the publishing.
    MERCHANT_REF_GRACE_SECONDS: '0',
    LOG_LEVEL: 'error',
  };
  const apps = createStopList();
  stops.add(apps.stopAll);
  const proof = await openProofStack({
    db,
    env,
    add: stops.add,
    start: async (name, settings) =>
      apps.start(spawnApp({ name, port: await freePort(), env: { ...env, ...settings } })),
  });
  const stories = storiesFrom(0, TEMPLATE_COPIES);
  const template = stories.flatMap(({ deliveries }) => deliveries).length;
  await proof.send(planArrivals(stories, 1));
  await proof.untilRecorded(template);
  await apps.stopAll();
  await multiply(db, Math.ceil(wanted / template) - 1);

  const { status, stdout, stderr } = await proof.payspool('rebuild', '--json');
  if (status !== 0) throw new Error(`rebuild ended with ${status}: ${stdout}${stderr}`);
  const said = JSON.parse(stdout) as Readonly<Record<string, number>>;
  console.log(
    `${said['events']} events of ${said['aggregates']} purchases and subscriptions, ${said['differing']} differ: ` +
      `${said['seconds']} s, ${said['eventsPerSecond']} events a second, ${said['peakMemoryMiB']} MiB at most`,
  );
} finally {
  await stops.stopAll();
}
