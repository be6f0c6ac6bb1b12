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

  it('finds nothing for a delivery that never came', async () => {
    expect(await bench.queue.find(delivery())).toBeUndefined();
  });
});
