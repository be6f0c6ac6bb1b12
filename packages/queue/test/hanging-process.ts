import { openDeliveryWorker } from '../src/index.ts';

// A program that the test kills: it takes a job, prints that, and never finishes it.
const [url = '', keyPrefix = ''] = process.argv.slice(2);

openDeliveryWorker({
  url,
  keyPrefix,
  concurrency: 1,
  lockDurationMs: 500,
  stalledIntervalMs: 250,
  process: async () => {
    console.log('started');
    await new Promise(() => undefined);
  },
  isPermanent: () => false,
  onError: (error) => console.error(error),
});
