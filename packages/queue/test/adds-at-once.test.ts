import { waitFor } from '@payspool/testkit';
import { expect, it } from 'vitest';
import { openDeliveryQueue, QueueUnavailableError } from '../src/index.ts';
import { describeBackends } from './bench.ts';
import { startCuttingProxy } from './cutting-proxy.ts';
import { delivery } from './delivery.ts';

/** Each of these events three times; some repeats are next to each other and some are far apart. */
const thrice = (events: number) => Array.from({ length: 3 * events }, (_, at) => `evt_${(at * 7) % events}`);

describeBackends('deliveries at once', (bench) => {
  it('make one job for each event, and every sender gets the right result', async () => {
    const other = bench.producer();
    const outcomes = await Promise.all(
      thrice(100).map(async (eventKey, at) => ({
        eventKey,
        outcome: await (at % 2 ? bench.queue : other).enqueue(delivery({ eventKey })),
      })),
    );
    const accepted = outcomes.filter(({ outcome }) => outcome === 'accepted').map(({ eventKey }) => eventKey);
    expect(new Set(accepted).size).toBe(100);
    expect(accepted).toHaveLength(100);
    expect(outcomes.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(200);
    expect(await bench.queue.depth()).toMatchObject({ waiting: 100 });
  });

  it('get an error or the right result if the connection is closed, and are queued once in the end', async () => {
    const proxy = await startCuttingProxy(bench.place.url);
    bench.closing(proxy.close);
    const queue = openDeliveryQueue({
      ...bench.place,
      url: proxy.url,
      dedupeTtlMs: 3_600_000,
      onError: () => undefined,
    });
    bench.closing(queue.close);
    expect(await queue.enqueue(delivery({ eventKey: 'before' }))).toBe('accepted');

    const deliverAll = () =>
      Promise.allSettled(
        Array.from({ length: 60 }, (_, at) => queue.enqueue(delivery({ eventKey: `evt_${at}` }))),
      );
    const cutting = deliverAll();
    setImmediate(() => proxy.cut(true));
    const first = await cutting;
    for (const outcome of first)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(QueueUnavailableError);
    expect(first.filter(({ status }) => status === 'rejected')).not.toHaveLength(0);

    proxy.cut(false);
    await waitFor(async () => (await deliverAll()).every(({ status }) => status === 'fulfilled'), {
      what: 'every delivery to be queued',
      everyMs: 50,
    });
    expect(await bench.queue.depth()).toMatchObject({ waiting: 61 });
  });
});
