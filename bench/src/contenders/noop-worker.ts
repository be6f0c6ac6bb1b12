import { DELIVERIES, KEY_PREFIX } from '@payspool/queue';
import { Worker } from 'bullmq';

// A program: a BullMQ worker that does nothing with a job. No worker of this queue can be faster.

const { QUEUE_URL = '', CONCURRENCY = '1' } = process.env;
const worker = new Worker(DELIVERIES, async () => undefined, {
  connection: { url: QUEUE_URL, maxRetriesPerRequest: null },
  prefix: KEY_PREFIX,
  concurrency: Number(CONCURRENCY),
});
worker.on('error', (error) => console.error(error));
process.on('SIGTERM', () => void worker.close().finally(() => process.exit(0)));
