import { DELIVERIES } from '../src/names.ts';
import { parseQueueUrl } from '../src/queue-url.ts';
import { openStore } from '../src/store/store.ts';
import type { TestQueue } from './backends.ts';

/** Removes old completed jobs, as BullMQ does. */
export async function trimCompleted(place: TestQueue): Promise<void> {
  await withQueue(place, (queue) => queue.clean(0, 100, 'completed'));
}

/** Adds a job in a form that this release does not write. */
export async function addRaw(place: TestQueue, data: object): Promise<void> {
  await withQueue(place, (queue) =>
    queue.add('raw', data, { attempts: 5, backoff: { type: 'retry-table' } }),
  );
}

interface RawQueue {
  readonly clean: (graceMs: number, limit: number, state: 'completed') => Promise<unknown>;
  readonly add: (name: string, data: object, options: object) => Promise<unknown>;
}

/** BullMQ's own queue, for the actions of the dashboard or of another release. */
async function withQueue(place: TestQueue, use: (queue: RawQueue) => Promise<unknown>): Promise<void> {
  const store = openStore(parseQueueUrl(place.url), {
    queueName: DELIVERIES,
    role: 'producer',
    timeoutMs: 5000,
    maxConnections: 2,
    keyPrefix: place.keyPrefix,
    onError: () => undefined,
  });
  await store.ready();
  await use(store.createQueue() as unknown as RawQueue);
  await store.close();
}
