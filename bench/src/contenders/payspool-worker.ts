import { freePort } from '@payspool/testkit';
import { spawnApp } from '../../../e2e/product/stack/spawn-app.ts';
import type { WorkerContender, WorkerPlace } from './worker-contender.ts';

const FILE = 'apps/worker/src/main.ts';

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
  file: FILE,
  tables: 'payspool',
  bestConcurrency: 192,
  start: (place) => start(place, { FULFILMENT: 'off' }),
  committed: COMMITTED,
};

/** With default settings: the same process also dispatches, claims, fulfils and settles each transition. */
export const payspoolFulfilling: WorkerContender = {
  name: 'payspool, default fulfilment',
  file: FILE,
  tables: 'payspool',
  bestConcurrency: 192,
  start: (place) => start(place, {}),
  committed: COMMITTED,
  behind: 'SELECT count(DISTINCT event_key) FROM outbox WHERE delivered_at IS NULL',
};
