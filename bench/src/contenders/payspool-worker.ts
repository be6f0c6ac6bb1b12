import { freePort } from '@payspool/testkit';
import { spawnApp } from '../../../e2e/stack/spawn-app.ts';
import type { WorkerContender, WorkerPlace } from './worker-contender.ts';

const FILE = 'apps/worker/src/main.ts';

/** The app as it is: what it applies is committed when its job is done. */
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
  // A worker in good order takes seconds to leave, which nobody measures.
  return { pids: [app.pid], stop: app.kill };
}

const COMMITTED = "SELECT count(*) FROM events WHERE status = 'applied'";

/** Events, orders and the outbox; nobody is told. */
export const payspoolQuiet: WorkerContender = {
  name: 'payspool, reactions off',
  file: FILE,
  tables: 'payspool',
  bestConcurrency: 192,
  start: (place) => start(place, { FULFILMENT: 'off' }),
  committed: COMMITTED,
};

/** As it comes: each transition is also dispatched, claimed, fulfilled and settled by the same process. */
export const payspoolFulfilling: WorkerContender = {
  name: 'payspool, default fulfilment',
  file: FILE,
  tables: 'payspool',
  bestConcurrency: 192,
  start: (place) => start(place, {}),
  committed: COMMITTED,
  behind: 'SELECT count(DISTINCT event_key) FROM outbox WHERE delivered_at IS NULL',
};
