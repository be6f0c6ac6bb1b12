import { spawnScript } from './spawn-script.ts';
import type { WorkerContender } from './worker-contender.ts';

const FILE = 'bench/src/contenders/naive-worker.ts';

/** The typical implementation: one interactive transaction per event. */
export const naive: WorkerContender = {
  name: 'naive',
  file: FILE,
  tables: 'naive',
  bestConcurrency: 16,
  start: ({ queueUrl, databaseUrl, concurrency, logFile }) =>
    spawnScript({
      script: FILE,
      env: { QUEUE_URL: queueUrl, DATABASE_URL: databaseUrl, CONCURRENCY: String(concurrency) },
      logFile,
    }),
  committed: 'SELECT count(*) FROM naive.webhook_events',
};
