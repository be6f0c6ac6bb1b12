import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCredentials, play, signRequest } from '@payspool/cli';
import { type Database, migrateDatabase, openDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { freePort, hasRedisServer, startPostgresServer, startRedisServer, waitFor } from '@payspool/testkit';
import { type AppName, spawnApp } from '../product/stack/spawn-app.ts';
import { createStopList, stopOnSignal } from '../product/stack/stop-in-reverse.ts';
import { startForwardReceiver } from '../product/stack/forward-receiver.ts';
import { purchase } from '../product/expect/purchases.ts';
import { providerOf } from '../product/expect/story.ts';

// `node --import tsx e2e/proof/measure-reactions.ts --rate 100 --seconds 20 [--workers 2] [--forward] [--queue redis|postgres]`:
// measures the time from a commit to the start of its reactions. Signed deliveries go through a real ingest, and real workers
// publish transitions from them. So they compete with the reactions for the machine, as in production, and only the workers
// write.

const WARM_UP_SECONDS = 3;
/** `payment.succeeded` and `order.paid`. */
const TRANSITIONS_PER_DELIVERY = 2;
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '20' },
    workers: { type: 'string', default: '2' },
    forward: { type: 'boolean', default: false },
    queue: { type: 'string', default: hasRedisServer() ? 'redis' : 'postgres' },
  },
});
const [rate, seconds, queue] = [Number(values.rate), Number(values.seconds), values.queue];
const workers = Number(values.workers);
if (!(rate > 0) || !(seconds > 0) || !(workers > 0) || !['redis', 'postgres'].includes(queue)) {
  console.error(
    'usage: measure-reactions.ts --rate <transitions a second> --seconds <n> [--workers <n>] [--forward] [--queue redis|postgres]',
  );
  process.exit(2);
}

const stops = createStopList();
stopOnSignal(stops.stopAll);
try {
  const dir = await mkdtemp(join(tmpdir(), 'payspool-measure-'));
  await chmod(dir, 0o755); // Postgres runs as another user if this process is root
  stops.add(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, 'postgres'));
  const postgres = await stops.start(startPostgresServer({ dir: join(dir, 'postgres', 'data') }));
  const queueUrl = queue === 'redis' ? (await stops.start(startRedisServer())).url : postgres.url;
  await migrateDatabase(postgres.url);
  await migrateQueue(queueUrl);
  const database = openDatabase({ url: postgres.url, poolSize: 2, applicationName: 'payspool-measure' });
  stops.add(database.close);
  const db = database.prisma;

  const receiver = await startForwardReceiver(() => 204);
  stops.add(receiver.stop);
  const provider = providerOf('standard');
  const { env, signing } = await createCredentials([provider], new Date());
  const start = async (name: AppName, more: Readonly<Record<string, string>> = {}) => {
    const common = {
      DATABASE_URL: postgres.url,
      QUEUE_URL: queueUrl,
      PAYSPOOL_MODE: 'test',
      // The measurement begins with the publishing.
      MERCHANT_REF_GRACE_SECONDS: '0',
      LOG_LEVEL: 'error',
    };
    return stops.start(spawnApp({ name, port: await freePort(), env: { ...env, ...common, ...more } }));
  };
  const [ingest] = await Promise.all([
    start('ingest'),
    ...Array.from({ length: workers }, (_, number) =>
      start(
        'worker',
        values.forward
          ? { FORWARD_URLS: receiver.forwardUrls(`worker-${number}`), FORWARD_ALLOW_PRIVATE: 'true' }
          : {},
      ),
    ),
  ]);

  const sell = async (lasting: number, run: string) => {
    const count = Math.round((rate * lasting) / TRANSITIONS_PER_DELIVERY);
    const requests = Array.from({ length: count }, (_, copy) =>
      purchase(provider, { name: 'checkout', copy: `${run} ${copy}`, startsAt: new Date() }),
    )
      .flat()
      .flatMap(({ deliveries }) => deliveries.slice(-1)) // the event that proves the payment
      .map((delivery) => ({ ...delivery, provider, forged: false }));
    const baseUrl = new URL(ingest.url);
    const before = await db.outbox.count();
    await play({
      requests,
      sign: (request) => signRequest(request, { baseUrl, signing, sentAt: new Date() }),
      rate: rate / TRANSITIONS_PER_DELIVERY,
      concurrency: 16,
    });
    const transitions = count * TRANSITIONS_PER_DELIVERY;
    const areDelivered = async () =>
      (await db.outbox.count({ where: { deliveredAt: { not: null } } })) === before + transitions;
    await waitFor(areDelivered, {
      timeoutMs: 120_000,
      everyMs: 250,
      what: `${transitions} transitions are sent`,
    });
  };
  await sell(WARM_UP_SECONDS, 'warm-up');
  const [last] = await db.outbox.findMany({ orderBy: { id: 'desc' }, take: 1 });
  const loadBefore = loadavg()[0] ?? 0;
  await sell(seconds, 'measured');

  const { transitions, perSecond, lags } = await reactionLags(db, last?.id ?? 0n);
  console.log(
    `${transitions} transitions, ${perSecond.toFixed(0)} a second, the queue on ${queue}; ingest, ${workers} worker${workers === 1 ? '' : 's'}, the stores and the receiver ` +
      `on ${availableParallelism()} cores, load ${loadBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after`,
  );
  console.log('From created_at (the start of the transaction that wrote it) to the start of:');
  for (const { consumer, place, reactions, p50, p99, max } of lags) {
    console.log(
      `  ${consumer.padEnd(18)} ${place.padEnd(24)} ${String(reactions).padStart(6)}   p50 ${p50} ms   p99 ${p99} ms   max ${max} ms`,
    );
  }
} finally {
  await stops.stopAll();
}

interface Lags {
  readonly consumer: string;
  /** Whether it had to wait for an earlier reaction of the same purchase. */
  readonly place: 'first of its purchase' | 'after an earlier one';
  readonly reactions: number;
  /** Whole milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** The time from the start of the transaction that wrote a transition to the start of its reactions, for each transition above an id, by consumer. */
export async function reactionLags(db: Database, after: bigint) {
  const lags = await db.$queryRaw<Lags[]>`
    WITH lag AS (
      SELECT consumer, extract(epoch FROM started_at - created_at) * 1000 AS ms,
        CASE WHEN EXISTS (
          SELECT 1 FROM reactions AS earlier
          WHERE earlier.aggregate_id = reactions.aggregate_id AND earlier.consumer = reactions.consumer
            AND earlier.outbox_id < reactions.outbox_id
        ) THEN 'after an earlier one' ELSE 'first of its purchase' END AS place
      FROM reactions JOIN outbox ON outbox.id = reactions.outbox_id
      WHERE outbox.id > ${after}
    )
    SELECT consumer, place, count(*)::int AS reactions,
      percentile_disc(0.5) WITHIN GROUP (ORDER BY ms)::int AS p50,
      percentile_disc(0.99) WITHIN GROUP (ORDER BY ms)::int AS p99, max(ms)::int AS max
    FROM lag GROUP BY consumer, place ORDER BY consumer, place DESC`;
  const [overall] = await db.$queryRaw<{ transitions: number; perSecond: number }[]>`
    SELECT count(*)::int AS transitions,
      (count(*) / nullif(extract(epoch FROM max(created_at) - min(created_at)), 0))::float8 AS "perSecond"
    FROM outbox WHERE id > ${after}`;
  return { lags, transitions: overall?.transitions ?? 0, perSecond: overall?.perSecond ?? 0 };
}
