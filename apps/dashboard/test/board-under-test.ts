import {
  migrateQueue,
  openBoardQueues,
  openDeliveryQueue,
  openDeliveryWorker,
  type DeliveryJob,
} from '@payspool/queue';
import { queueBackends, type QueueBackend } from '@payspool/testkit';
import { inject } from 'vitest';
import { asOperator, serverUnderTest } from '../src/server-under-test.ts';

/** Both stores that the queues can be in; without a Redis that half is skipped. */
export const BACKENDS = queueBackends({
  postgresUrl: inject('postgresUrl'),
  redisUrl: inject('redisUrl'),
  migrateQueue,
});

/** Starts the dashboard on a separate store, with the queue and the worker of the deliveries. */
export async function startBoard(backend: QueueBackend) {
  const place = await backend.create();
  const onError = (error: Error) => console.error(error);
  const store = openBoardQueues({ ...place, onError });
  const server = serverUnderTest({ store });
  const queue = openDeliveryQueue({ ...place, dedupeTtlMs: 3_600_000, onError });
  const closing: (() => Promise<unknown>)[] = [place.drop, queue.close, store.close, () => server.close()];

  return {
    store,
    queue,
    work: (process: (job: DeliveryJob) => Promise<void>) => {
      const worker = openDeliveryWorker({
        ...place,
        concurrency: 1,
        process,
        isPermanent: () => true,
        onError,
      });
      closing.push(() => worker.drain(1000));
    },
    ask: (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, payload?: object) =>
      server.inject(asOperator({ method, url: `/queues/api${path}`, ...(payload && { payload }) })),
    stop: async () => {
      for (const close of closing.toReversed()) await close();
    },
  };
}

/** A delivery whose body and headers the dashboard must not show. */
export const delivery = (overrides: Partial<DeliveryJob> = {}): DeliveryJob => ({
  provider: 'stripe',
  account: 'default',
  mode: 'test',
  eventKey: 'evt_1',
  type: 'payment_intent.succeeded',
  receivedAt: new Date('2026-01-31T12:00:00.000Z'),
  kind: 'event',
  headers: { 'stripe-signature': 't=1,v1=very-private-header' },
  body: Buffer.from('{"name":"a very private body"}'),
  ...overrides,
});

/** Texts that no answer may contain: the body as it was sent and as the job stores it, and the header's value. */
export const PRIVATE = [
  'a very private body',
  Buffer.from('{"name":"a very private body"}').toString('base64'),
  'very-private-header',
];
