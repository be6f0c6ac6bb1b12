import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@payspool/testkit';
import { expect, it } from 'vitest';
import type { DeliveryWorkerOptions } from '../src/index.ts';
import { describeBackends, type Bench } from './bench.ts';
import { startCuttingProxy } from './cutting-proxy.ts';
import { delivery } from './delivery.ts';

describeBackends('connections that are cut', (bench) => {
  it('a worker does not retry in a tight loop, and continues when connections work again', async () => {
    const got = new Set<string>();
    // If the connection was closed after the job was claimed and before it was returned, another worker gets the job once its lock has
    // expired.
    const options = { lockDurationMs: 1000, stalledIntervalMs: 500 };
    const proxy = await workerBehindProxy(bench, async ({ eventKey }) => void got.add(eventKey), options);
    await bench.queue.enqueue(delivery({ eventKey: 'before' }));
    await waitFor(() => got.has('before'), { what: 'the first delivery' });

    proxy.cut(true);
    await bench.queue.enqueue(delivery({ eventKey: 'while' }));
    await sleep(2000);
    expect(proxy.attempts()).toBeGreaterThan(0);
    expect(proxy.attempts()).toBeLessThan(50);
    proxy.cut(false);
    await waitFor(() => got.has('while'), { what: 'the delivery made meanwhile', timeoutMs: 15_000 });
  });

  it('a job that finished meanwhile is completed afterwards, and does not run again', async () => {
    let runs = 0;
    const proxy = await workerBehindProxy(bench, async () => {
      runs += 1;
      proxy.cut(true);
      await sleep(300);
    });
    await bench.queue.enqueue(delivery());
    await waitFor(() => runs, { what: 'the job to start' });
    await sleep(1500);
    expect(await bench.queue.depth()).toMatchObject({ active: 1, completed: 0 });
    proxy.cut(false);
    await bench.count('completed', 1);
    expect(runs).toBe(1);
  });
});

/** The queue itself does not use the proxy, so that it can read the states of the jobs. */
async function workerBehindProxy(
  bench: Bench,
  process: DeliveryWorkerOptions['process'],
  options: Partial<DeliveryWorkerOptions> = {},
) {
  const proxy = await startCuttingProxy(bench.place.url);
  bench.closing(proxy.close);
  const worker = bench.consumer(process, { ...options, url: proxy.url, onError: () => undefined });
  await worker.ready();
  return proxy;
}
