import { Queue } from 'bullmq';
import { spawnScript } from './spawn-script.ts';
import type { IngestContender } from './ingest-contender.ts';

const FILE = 'bench/src/contenders/bare-enqueue-server.ts';

/** The upper limit: the minimum work of a server that answers after the queue has the delivery. */
export const bareEnqueue: IngestContender = {
  name: 'bare enqueue',
  file: FILE,
  path: '/webhook',
  tables: 'naive', // it does not use them
  bestConnections: 64,
  start: ({ port, redisUrl, secret, logFile }) =>
    spawnScript({
      script: FILE,
      env: { PORT: String(port), REDIS_URL: redisUrl, SECRET: secret },
      logFile,
      healthUrl: `http://127.0.0.1:${port}/healthz`,
    }),
  stored: async ({ redisUrl }) => {
    const queue = new Queue('bare', { connection: { url: redisUrl } });
    try {
      return await queue.getWaitingCount();
    } finally {
      await queue.close();
    }
  },
};
