import { spawnScript } from './spawn-script.ts';
import type { WorkerContender } from './worker-contender.ts';

const FILE = 'bench/src/contenders/noop-worker.ts';

/** The upper limit: BullMQ alone. */
export const noop: WorkerContender = {
  name: 'no-op jobs',
  file: FILE,
  tables: 'naive', // it does not use them
  bestConcurrency: 50,
  start: ({ queueUrl, concurrency, logFile }) =>
    spawnScript({
      script: FILE,
      env: { QUEUE_URL: queueUrl, CONCURRENCY: String(concurrency) },
      logFile,
    }),
};
