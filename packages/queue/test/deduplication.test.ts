import { waitFor } from '@payspool/testkit';
import { expect, it } from 'vitest';
import { describeBackends, Broken } from './bench.ts';
import { delivery } from './delivery.ts';
import { trimCompleted } from './raw-queue.ts';

describeBackends('repeated deliveries', (bench) => {
  it('a repeated delivery is a duplicate', async () => {
    expect(await bench.queue.enqueue(delivery())).toBe('accepted');
    expect(await bench.queue.enqueue(delivery())).toBe('duplicate');
    expect(await bench.queue.depth()).toMatchObject({ waiting: 1 });
  });

  it('a delivery is a duplicate while it is remembered, even after it was processed', async () => {
    await bench.queue.enqueue(delivery());
    bench.consumer(async () => undefined);
    await bench.count('completed', 1);
    expect(await bench.queue.enqueue(delivery())).toBe('duplicate');
  });

  it('a delivery is accepted again when it is no longer remembered', async () => {
    const forgetful = bench.producer(50);
    await forgetful.enqueue(delivery());
    bench.consumer(async () => undefined);
    await bench.count('completed', 1);
    await waitFor(async () => (await forgetful.enqueue(delivery())) === 'accepted', {
      what: 'the end of the memory',
    });
    await bench.count('completed', 2);
  });

  it.each([
    ['event', { eventKey: 'evt_2' }],
    ['account', { account: 'other' }],
    ['provider', { provider: 'razorpay' }],
  ])('the same key with another %s is another delivery', async (_, other) => {
    expect(await bench.queue.enqueue(delivery())).toBe('accepted');
    expect(await bench.queue.enqueue(delivery(other))).toBe('accepted');
  });

  it('two producers that add the same delivery at once make one job', async () => {
    const other = bench.producer();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? bench.queue : other).enqueue(delivery())),
    );
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    expect(await bench.queue.depth()).toMatchObject({ waiting: 1 });
  });

  it('a delivery whose first job failed is accepted again', async () => {
    let broken = true;
    bench.consumer(async () => {
      if (broken) throw new Broken('no such currency');
    });
    await bench.queue.enqueue(delivery());
    await bench.count('failed', 1);
    broken = false;
    expect(await bench.queue.enqueue(delivery())).toBe('accepted');
    await bench.count('completed', 1);
    expect(await bench.queue.enqueue(delivery())).toBe('duplicate');
  });

  it('two producers that repeat a failed delivery at once make one job', async () => {
    const worker = bench.consumer(async () => Promise.reject(new Broken('no')));
    await bench.queue.enqueue(delivery());
    await bench.count('failed', 1);
    await worker.drain(2000);
    const other = bench.producer();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? bench.queue : other).enqueue(delivery())),
    );
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    expect(await bench.queue.depth()).toMatchObject({ waiting: 1, failed: 1 });
  });

  it('a job that was trimmed from the queue does not block a repeat', async () => {
    await bench.queue.enqueue(delivery());
    bench.consumer(async () => undefined);
    await bench.count('completed', 1);
    await trimCompleted(bench.place);
    expect(await bench.queue.depth()).toMatchObject({ completed: 0 });
    expect(await bench.queue.enqueue(delivery())).toBe('accepted');
  });
});
