import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bundle, waitFor } from '@payspool/testkit';
import { describe, expect, it } from 'vitest';
import { openDeliveryQueue, openDeliveryWorker } from '../src/index.ts';
import { BACKENDS, type TestQueue } from './backends.ts';
import { delivery } from './delivery.ts';

describe.each(BACKENDS)('workers that crash: $name', ({ available, create }) => {
  it.skipIf(!available)(
    'a job whose workers were killed twice is run by a third one, and never counts as failed',
    async () => {
      const place = await create();
      const queue = openDeliveryQueue({ ...place, dedupeTtlMs: 60_000, onError: () => undefined });
      await queue.enqueue(delivery());
      await killWorkerOnItsJob(place);
      await killWorkerOnItsJob(place);

      const attempts: number[] = [];
      const failures: unknown[] = [];
      const stalled: string[] = [];
      const worker = openDeliveryWorker({
        ...place,
        concurrency: 1,
        lockDurationMs: 500,
        stalledIntervalMs: 250,
        process: async (_, { attempt }) => void attempts.push(attempt),
        isPermanent: () => false,
        onFailed: (failure) => failures.push(failure),
        onStalled: (jobId) => stalled.push(jobId),
        onError: () => undefined,
      });
      await waitFor(async () => (await queue.depth()).completed === 1, { what: 'the job to be done' });
      expect(attempts).toEqual([1]);
      expect(failures).toEqual([]);
      expect(stalled).toHaveLength(1);
      expect(await queue.enqueue(delivery())).toBe('duplicate');
      await worker.drain(1000);
      await queue.close();
      await place.drop();
    },
  );
});

async function killWorkerOnItsJob({ url, keyPrefix }: TestQueue): Promise<void> {
  const script = await bundle('packages/queue/test/hanging-process.ts');
  const child = spawn(process.execPath, [script, url, keyPrefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await exited;
}
