import { freePort } from '@payspool/testkit';
import type { TableSet } from '../stores/postgres.ts';
import { type RunningContender, spawnScript } from './spawn-script.ts';
import { spawnApp } from '../../../e2e/product/stack/spawn-app.ts';

interface WorkerPlace {
  /** The URL of the Redis with the filled queue. */
  readonly queueUrl: string;
  /** The URL of a fresh database with the contender's tables. */
  readonly databaseUrl: string;
  /** The number of jobs that a worker processes at once. */
  readonly concurrency: number;
  /** Variables of the account of the deliveries. */
  readonly accountEnv: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** A worker that drains the queue of deliveries. */
export interface WorkerContender {
  readonly name: 'no-op jobs' | 'naive' | 'payspool, reactions off' | 'payspool, default fulfilment';
  /** Path from the root of the file with its code. */
  readonly file: string;
  readonly tables: TableSet;
  /** Jobs in flight in one worker at which it was fastest, by `--tune`. */
  readonly bestConcurrency: number;
  readonly start: (place: WorkerPlace) => Promise<RunningContender>;
  /** SQL that counts the committed events. */
  readonly committed?: string;
  /** SQL that counts the events whose transitions are not delivered to all consumers yet. */
  readonly behind?: string;
}

const WORKER = 'apps/worker/src/main.ts';

/** The app unchanged: when its job is done, the event is committed. */
async function start(
  { queueUrl, databaseUrl, concurrency, accountEnv, logFile }: WorkerPlace,
  env: Readonly<Record<string, string>>,
) {
  const app = await spawnApp({
    name: 'worker',
    port: await freePort(),
    env: {
      ...accountEnv,
      DATABASE_URL: databaseUrl,
      QUEUE_URL: queueUrl,
      WORKER_CONCURRENCY: String(concurrency),
      ...env,
    },
    logFile,
  });
  // A normal stop of a worker takes seconds, which are not measured.
  return { pids: [app.pid], stop: app.kill };
}

const COMMITTED = "SELECT count(*) FROM events WHERE status = 'applied'";

/** Events, orders and the outbox; no reactions. */
export const payspoolQuiet: WorkerContender = {
  name: 'payspool, reactions off',
  file: WORKER,
  tables: 'payspool',
  bestConcurrency: 192,
  start: (place) => start(place, { FULFILMENT: 'off' }),
  committed: COMMITTED,
};

/** With default settings: the same process also dispatches, claims, fulfils and settles each transition. */
export const payspoolFulfilling: WorkerContender = {
  name: 'payspool, default fulfilment',
  file: WORKER,
  tables: 'payspool',
  bestConcurrency: 192,
  start: (place) => start(place, {}),
  committed: COMMITTED,
  behind: 'SELECT count(DISTINCT event_key) FROM outbox WHERE delivered_at IS NULL',
};

const NAIVE = 'bench/src/contenders/naive-worker.ts';

/** The typical implementation: one interactive transaction per event. */
export const naive: WorkerContender = {
  name: 'naive',
  file: NAIVE,
  tables: 'naive',
  bestConcurrency: 16,
  start: ({ queueUrl, databaseUrl, concurrency, logFile }) =>
    spawnScript({
      script: NAIVE,
      env: { QUEUE_URL: queueUrl, DATABASE_URL: databaseUrl, CONCURRENCY: String(concurrency) },
      logFile,
    }),
  committed: 'SELECT count(*) FROM naive.webhook_events',
};

const NOOP = 'bench/src/contenders/noop-worker.ts';

/** The upper limit: BullMQ alone. */
export const noop: WorkerContender = {
  name: 'no-op jobs',
  file: NOOP,
  tables: 'naive', // it does not use them
  bestConcurrency: 50,
  start: ({ queueUrl, concurrency, logFile }) =>
    spawnScript({
      script: NOOP,
      env: { QUEUE_URL: queueUrl, CONCURRENCY: String(concurrency) },
      logFile,
    }),
};
