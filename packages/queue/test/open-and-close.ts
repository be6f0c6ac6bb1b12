import { openDeliveryQueue, openDeliveryWorker } from '../src/index.ts';
import { delivery } from './delivery.ts';

// A program that enqueues one delivery, processes it, and closes everything. It does not end if anything stays open.
const [url = '', keyPrefix = ''] = process.argv.slice(2);
const onError = (error: Error) => console.log(error);

const queue = openDeliveryQueue({ url, keyPrefix, dedupeTtlMs: 1000, onError });
const outcome = await queue.enqueue(delivery());
let finished = () => {};
const done = new Promise<void>((resolve) => (finished = resolve));
const worker = openDeliveryWorker({
  url,
  keyPrefix,
  concurrency: 2,
  process: async () => finished(),
  isPermanent: () => false,
  onError,
});
await done;
await worker.drain(2000);
await queue.close();
console.log(`${outcome}, processed, closed`);
