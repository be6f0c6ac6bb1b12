import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { waitFor } from '@payspool/testkit';
import { expect, it } from 'vitest';
import { describeBackends } from './bench.ts';
import { delivery } from './delivery.ts';

describeBackends('draining and closing', (bench) => {
  it('a drain waits for jobs in flight and takes no new ones', async () => {
    let finish = () => {};
    const started: string[] = [];
    const worker = bench.consumer(
      async ({ eventKey }) => {
        started.push(eventKey);
        await new Promise<void>((resolve) => (finish = resolve));
      },
      { concurrency: 1 },
    );
    await bench.queue.enqueue(delivery({ eventKey: 'first' }));
    await waitFor(() => started.length, { what: 'the first to start' });
    await bench.queue.enqueue(delivery({ eventKey: 'second' }));
    const drained = worker.drain(5000);
    setTimeout(() => finish(), 200);
    expect(await drained).toEqual({ returned: 0 });
    expect(started).toEqual(['first']);
    expect(await bench.queue.depth()).toMatchObject({ completed: 1, waiting: 1, active: 0 });
  });

  it('a drain that exceeds its deadline returns the job, and another worker runs it at once', async () => {
    let abandoned: AbortSignal | undefined;
    const slow = bench.consumer(async (_, { signal }) => {
      abandoned = signal;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await bench.queue.enqueue(delivery());
    await waitFor(() => abandoned, { what: 'the job to start' });
    expect(await slow.drain(100)).toEqual({ returned: 1 });
    const attempts: number[] = [];
    bench.consumer(async (_, { attempt }) => void attempts.push(attempt));
    await bench.count('completed', 1);
    expect(attempts).toEqual([1]);
  });

  it('a process that closes its queue and its worker ends without an exit call', async () => {
    const script = fileURLToPath(new URL('open-and-close.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', script, bench.place.url, bench.place.keyPrefix],
      { timeout: 15_000 },
    );
    expect(stdout).toBe('accepted, processed, closed\n');
  });
});
