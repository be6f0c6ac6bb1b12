import { waitFor } from '@payspool/testkit';
import { expect, it } from 'vitest';
import { describeBackends, Broken } from './bench.ts';
import { delivery } from './delivery.ts';
import { addRaw } from './raw-queue.ts';

describeBackends('attempts and failures', (bench) => {
  it('a failure is retried, and each attempt gets its number', async () => {
    const attempts: number[] = [];
    const failures: { attempt: number; willRetry: boolean; message: string }[] = [];
    bench.consumer(
      async (_, { attempt, isLastAttempt }) => {
        attempts.push(attempt);
        expect(isLastAttempt).toBe(false);
        if (attempt < 3) throw new Error(`away ${attempt}`);
      },
      {
        onFailed: ({ attempt, willRetry, error }) =>
          failures.push({ attempt, willRetry, message: error.message }),
      },
    );
    await bench.queue.enqueue(delivery());
    await bench.count('completed', 1);
    expect(attempts).toEqual([1, 2, 3]);
    await waitFor(() => failures.length === 2, { what: 'both reports' });
    expect(failures).toEqual([
      { attempt: 1, willRetry: true, message: 'away 1' },
      { attempt: 2, willRetry: true, message: 'away 2' },
    ]);
  });

  it('the wait after a failure follows the retry table', async () => {
    const at: number[] = [];
    const asked: number[] = [];
    bench.consumer(
      async () => {
        at.push(performance.now());
        if (at.length < 3) throw new Error('away');
      },
      { retryDelay: (attemptsMade) => [200, 400][asked.push(attemptsMade) - 1] ?? 0 },
    );
    await bench.queue.enqueue(delivery());
    await bench.count('completed', 1);
    expect(asked).toEqual([1, 2]);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(190);
    expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThan(390);
  });

  it('a permanent failure is not retried, and the hook gets the error that was thrown', async () => {
    const thrown = new Broken('no such currency');
    const failures: unknown[] = [];
    let runs = 0;
    bench.consumer(
      async () => {
        runs += 1;
        throw thrown;
      },
      { onFailed: (failure) => failures.push(failure) },
    );
    await bench.queue.enqueue(delivery());
    await bench.count('failed', 1);
    await waitFor(() => failures.length, { what: 'the report' });
    expect(runs).toBe(1);
    expect(failures).toEqual([expect.objectContaining({ error: thrown, willRetry: false, attempt: 1 })]);
  });

  it('a job with invalid data fails at once, and a job of a newer version waits for a newer worker', async () => {
    const errors: string[] = [];
    bench.consumer(async () => undefined, {
      onFailed: ({ error, willRetry }) => errors.push(`${error.name} ${willRetry}`),
    });
    await addRaw(bench.place, { v: 1, provider: 'stripe' });
    await bench.count('failed', 1);
    await addRaw(bench.place, { v: 2 });
    await waitFor(() => errors.length > 2, { what: 'two attempts at the newer one' });
    expect(errors.slice(0, 3)).toEqual([
      'InvalidJobError false',
      'UnsupportedJobVersionError true',
      'UnsupportedJobVersionError true',
    ]);
  });
});
