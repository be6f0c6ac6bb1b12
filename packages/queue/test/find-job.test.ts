import { expect, it } from 'vitest';
import { Broken, describeBackends } from './bench.ts';
import { delivery } from './delivery.ts';

describeBackends('finding the job of a delivery', (bench) => {
  it('finds a waiting delivery, and later its failure with the reason', async () => {
    const sent = delivery();
    await bench.queue.enqueue(sent);
    expect(await bench.queue.find(sent)).toMatchObject({ state: 'waiting', attemptsMade: 0 });
    bench.consumer(async () => {
      throw new Broken('no such currency');
    });
    await bench.count('failed', 1);
    expect(await bench.queue.find(sent)).toMatchObject({ state: 'failed', failedReason: 'no such currency' });
  });

  it('finds a delivery that is retried, and when', async () => {
    const sent = delivery();
    const begun = Date.now();
    bench.consumer(
      async () => {
        throw new Error('the database is away');
      },
      { retryDelay: () => 60_000 },
    );
    await bench.queue.enqueue(sent);
    await bench.count('delayed', 1);
    const found = await bench.queue.find(sent);
    expect(found).toMatchObject({ state: 'delayed', attemptsMade: 1, failedReason: 'the database is away' });
    expect(found?.nextAt?.getTime()).toBeGreaterThanOrEqual(begun + 60_000);
    expect(found?.nextAt?.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  it('finds nothing for a delivery that never came', async () => {
    expect(await bench.queue.find(delivery())).toBeUndefined();
  });
});
