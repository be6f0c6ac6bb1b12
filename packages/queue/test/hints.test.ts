import { waitFor } from '@payspool/testkit';
import { expect, it } from 'vitest';
import { describeBackends, Broken } from './bench.ts';
import { delivery } from './delivery.ts';

describeBackends('hints', (bench) => {
  it('a hint is a duplicate while it is in flight, and runs again after that', async () => {
    const hint = delivery({ kind: 'hint' });
    expect(await bench.queue.enqueue(hint)).toBe('accepted');
    expect(await bench.queue.enqueue(hint)).toBe('duplicate');
    bench.consumer(async () => undefined);
    await bench.count('completed', 1);
    expect(await bench.queue.enqueue(hint)).toBe('accepted');
    await bench.count('completed', 2);
  });

  it('a hint that failed runs again', async () => {
    const hint = delivery({ kind: 'hint' });
    bench.consumer(async () => Promise.reject(new Broken('refused')));
    await bench.queue.enqueue(hint);
    await bench.count('failed', 1);
    expect(await bench.queue.enqueue(hint)).toBe('accepted');
    await bench.count('failed', 2);
  });

  it('a hint is still a duplicate while it waits for its retry', async () => {
    const hint = delivery({ kind: 'hint' });
    bench.consumer(async () => Promise.reject(new Error('away')), { retryDelay: () => 60_000 });
    await bench.queue.enqueue(hint);
    await bench.count('delayed', 1);
    expect(await bench.queue.enqueue(hint)).toBe('duplicate');
  });

  it('a worker queues the next attempt of a hint while its own is in flight, and it runs after the delay', async () => {
    const asked: { attempt: number; at: number }[] = [];
    bench.consumer(async (job) => {
      const attempt = job.attempt ?? 0;
      asked.push({ attempt, at: performance.now() });
      if (attempt < 2)
        expect(await bench.queue.enqueue({ ...job, attempt: attempt + 1 }, { delayMs: 150 })).toBe(
          'accepted',
        );
    });
    await bench.queue.enqueue(delivery({ kind: 'hint' }));
    await waitFor(() => asked.length === 3, { what: 'three attempts' });
    expect(asked.map(({ attempt }) => attempt)).toEqual([0, 1, 2]);
    expect((asked[2]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThan(290);
  });
});
