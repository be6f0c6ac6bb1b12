import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCredentials, planTraffic } from '@payspool/cli';
import { migrateDatabase, openDatabase } from '@payspool/db';
import { SCENARIOS, simulatorOf, startApiServer } from '@payspool/providers/simulator';
import { migrateQueue } from '@payspool/queue';
import { freePort, hasRedisServer, startPostgresServer, startRedisServer, waitFor } from '@payspool/testkit';
import { differencesFrom } from '../product/expect/rows.ts';
import { providerOf } from '../product/expect/story.ts';
import { spawnApp } from '../product/stack/spawn-app.ts';
import { createStopList, stopOnSignal } from '../product/stack/stop-in-reverse.ts';
import { runPayspool } from './proof-stack.ts';

// `node --import tsx e2e/proof/measure-backfill.ts [--events 100000] [--kills 10]`: imports the history of an account at Stripe while the
// worker is killed again and again, and compares the result with the scenarios. Prints the calls that were made twice, and the memory of
// each worker. Exits with 1 on any difference.

const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;
const PER_ROUND = 1_000;
const STRIPE = providerOf('stripe');

const { values } = parseArgs({
  options: { events: { type: 'string', default: '100000' }, kills: { type: 'string', default: '10' } },
});
const [wanted, kills] = [Number(values.events), Number(values.kills)];
if (!Number.isInteger(wanted) || wanted < 1 || !Number.isInteger(kills) || kills < 0) {
  console.error('usage: measure-backfill.ts [--events <whole number>] [--kills <whole number>]');
  process.exit(2);
}

const stops = createStopList();
stopOnSignal(stops.stopAll);
const startedAt = performance.now();
const say = (line: string) =>
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${line}`);
try {
  process.exitCode = (await measure()) ? 0 : 1;
} finally {
  await stops.stopAll();
}

async function measure(): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'payspool-backfill-'));
  stops.add(() => rm(dir, { recursive: true, force: true }));
  const postgres = await stops.start(startPostgresServer({ fsync: false }));
  const redis = hasRedisServer() ? await stops.start(startRedisServer()) : undefined;
  const queueUrl = redis?.url ?? postgres.url;
  await migrateDatabase(postgres.url);
  await migrateQueue(queueUrl);
  const { prisma: db, close } = openDatabase({ url: postgres.url, poolSize: 4 });
  stops.add(close);

  const history = planHistory(wanted);
  const api = await startApi(history.requests);
  stops.add(api.stop);
  const { env: credentials } = await createCredentials([STRIPE], new Date());
  const env = {
    ...credentials,
    ...api.env,
    DATABASE_URL: postgres.url,
    QUEUE_URL: queueUrl,
    PAYSPOOL_MODE: 'test',
    SWEEP_EVERY_SECONDS: '86400',
    WORKER_LOCK_MS: '5000',
    LOG_LEVEL: 'error',
  };
  const start = async () =>
    spawnApp({ name: 'worker', port: await freePort(), env, logFile: join(dir, 'worker.log') });
  let worker = await start();
  stops.add(() => worker.kill());
  say(
    `${history.requests.length} events of ${history.purchases} purchases are at the provider; the import begins`,
  );

  const importing = runPayspool(
    ['backfill', '--provider', 'stripe', '--since', '25d', '--until', new Date().toISOString(), '--json'],
    env,
  );
  let ended = false;
  void importing.finally(() => (ended = true));
  const readSoFar = async (): Promise<number> => {
    const [operation] = await db.operation.findMany({ where: { kind: 'backfill' } });
    return (operation?.report as { read?: number } | null)?.read ?? 0;
  };
  const memory: number[] = [];
  const watch = setInterval(() => {
    void residentMib(worker.pid).then((mib) => mib > 0 && memory.push(mib));
  }, 1000);
  for (let kill = 1; kill <= kills; kill += 1) {
    // Of each event there is at least one object too.
    const at = Math.round((history.requests.length * kill) / (kills + 1));
    await waitFor(async () => ended || (await readSoFar()) >= at, {
      timeoutMs: 1_800_000,
      everyMs: 200,
      what: `${at} are read`,
    });
    if (ended) throw new Error(`the import ended before kill ${kill}`);
    await worker.kill();
    say(
      `killed worker ${kill} at ${await readSoFar()} read; it used at most ${Math.max(...memory).toFixed(0)} MiB`,
    );
    memory.length = 0;
    // Otherwise the next worker waits until the lease of the killed one ends.
    await db.$executeRaw`UPDATE operations SET lease_until = now() WHERE lease_until IS NOT NULL`;
    worker = await start();
  }
  const { status, stdout, stderr } = await importing;
  clearInterval(watch);
  say(`the import ended with ${status}: ${stdout.trim()}${stderr.trim()}`);
  await waitFor(
    async () => (await db.event.count({ where: { source: 'refetched' } })) >= history.requests.length,
    {
      timeoutMs: 600_000,
      everyMs: 500,
      what: 'each event is recorded',
    },
  ).catch((error: unknown) => say(String(error)));
  say(`the last worker used ${quartiles(memory)} MiB`);

  const recorded = await db.event.findMany({ where: { source: 'refetched' }, select: { eventKey: true } });
  const found = new Set(recorded.map(({ eventKey }) => eventKey));
  const missing = history.keys.filter((key) => !found.has(key));
  const differences = await differencesFrom(db, history.expected);
  const failed = await db.event.count({ where: { status: 'failed' } });
  const observed = await db.event.count({ where: { source: 'observed' } });
  const published = await db.outbox.count();
  say(
    `${recorded.length} events recorded, ${recorded.length - found.size} twice, ${missing.length} missing, ${failed} failed; ${observed} observations; ${differences.length} rows differ; ${published} transitions published`,
  );
  say(`${api.calls()} calls, ${api.repeated()} of them for a page that was read before`);
  for (const { ref, problem } of differences.slice(0, 10)) console.error(`${ref}: ${problem}`);
  return (
    status === 0 &&
    missing.length === 0 &&
    recorded.length === found.size &&
    failed === 0 &&
    differences.length === 0 &&
    published === 0
  );
}

/** Purchases of every scenario from 20 days ago to 1 day ago. */
function planHistory(events: number) {
  const requests: ReturnType<typeof planTraffic>['requests'][number][] = [];
  const expected: ReturnType<typeof planTraffic>['expected'] = { orders: [], subscriptions: [] };
  const rows = { orders: [...expected.orders], subscriptions: [...expected.subscriptions] };
  for (let seed = 1; requests.length < events; seed += 1) {
    const share = Math.min(1, (seed * PER_ROUND) / events);
    const traffic = planTraffic({
      providers: [STRIPE],
      scenarios: SCENARIOS,
      count: Math.ceil(PER_ROUND / 40),
      duplicate: 0,
      forge: 0,
      shuffle: false,
      seed,
      startsAt: new Date(Date.now() - 20 * DAY_MS + share * 19 * DAY_MS),
    });
    requests.push(...traffic.requests);
    rows.orders.push(...traffic.expected.orders);
    rows.subscriptions.push(...traffic.expected.subscriptions);
  }
  return {
    requests,
    expected: rows,
    purchases: rows.orders.length + rows.subscriptions.length,
    keys: requests.map(({ body }) => STRIPE.identify({ headers: {}, body }).eventKey),
  };
}

/** The provider's API with this history. It counts calls. */
async function startApi(requests: Parameters<ReturnType<typeof readingOfStripe>['add']>[0]) {
  const { api, add, env } = readingOfStripe();
  add(requests);
  const asked = new Map<string, number>();
  const { url, close } = await startApiServer({
    ...api,
    answer: (request) => {
      const page = `${request.path}?${request.query.toString()}`;
      asked.set(page, (asked.get(page) ?? 0) + 1);
      return api.answer(request);
    },
  });
  const calls = () => [...asked.values()].reduce((sum, times) => sum + times, 0);
  return { env: env(url), stop: close, calls, repeated: () => calls() - asked.size };
}

function readingOfStripe() {
  // The simulator computes its objects anew for each time that it is asked at.
  const now = new Date();
  const reading = simulatorOf(STRIPE).createReading?.({ now: () => now });
  if (!reading) throw new Error('the simulator of Stripe has no API');
  return reading;
}

/** The resident memory of a process, MiB; 0 if it has ended. */
async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024) / MIB;
}

/** The medians of the quarters of a series. */
function quartiles(series: readonly number[]): string {
  const size = Math.ceil(series.length / 4);
  return [0, 1, 2, 3]
    .map((quarter) => series.slice(quarter * size, (quarter + 1) * size).toSorted((a, b) => a - b))
    .map((part) => part[Math.floor(part.length / 2)]?.toFixed(0) ?? '-')
    .join(', ');
}
