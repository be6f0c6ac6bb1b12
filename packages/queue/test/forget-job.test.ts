import { freePort } from '@payspool/testkit';
import { expect, it } from 'vitest';
import { openBoardQueues } from '../src/board-queues.ts';
import { type FinishedJob, forgetFinishedJobs } from '../src/forget-job.ts';
import { Broken, describeBackends } from './bench.ts';
import { delivery } from './delivery.ts';

const everything = async (jobs: readonly FinishedJob[]) => jobs;

describeBackends('forgetting finished jobs', (bench) => {
  it('removes those that are chosen, completed or failed, and leaves the others', async () => {
    bench.consumer(async ({ eventKey }) => {
      if (eventKey.startsWith('bad')) throw new Broken('no such currency');
    });
    for (const eventKey of ['good_1', 'good_2', 'bad_1', 'bad_2'])
      await bench.queue.enqueue(delivery({ eventKey }));
    await bench.count('completed', 2);
    await bench.count('failed', 2);
    const seen: FinishedJob[] = [];
    const forgotten = await forgetFinishedJobs({
      ...bench.place,
      choose: async (jobs) => {
        seen.push(...jobs);
        return jobs.filter(({ eventKey }) => eventKey.endsWith('_1'));
      },
    });
    expect(forgotten).toBe(2);
    expect(seen.toSorted((a, b) => (a.eventKey < b.eventKey ? -1 : 1))).toEqual(
      ['bad_1', 'bad_2', 'good_1', 'good_2'].map((eventKey) => ({
        provider: 'stripe',
        account: 'default',
        eventKey,
      })),
    );
    expect(await bench.queue.find(delivery({ eventKey: 'good_1' }))).toBeUndefined();
    expect(await bench.queue.find(delivery({ eventKey: 'bad_1' }))).toBeUndefined();
    expect(await bench.queue.depth()).toMatchObject({ completed: 1, failed: 1 });
    // What is forgotten blocks no repeat.
    expect(await bench.queue.enqueue(delivery({ eventKey: 'good_1' }))).toBe('accepted');
  });

  it('looks at all of them, whatever their number', async () => {
    bench.consumer(async () => undefined, { concurrency: 16 });
    const keys = Array.from({ length: 230 }, (_, n) => `evt_${n}`);
    await Promise.all(keys.map((eventKey) => bench.queue.enqueue(delivery({ eventKey }))));
    await bench.count('completed', keys.length);
    expect(await forgetFinishedJobs({ ...bench.place, choose: everything })).toBe(keys.length);
    expect(await bench.queue.depth()).toMatchObject({ completed: 0 });
  });

  it('never touches a job that waits, runs or is to be tried again', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const worker = bench.consumer(
      async ({ eventKey }) => {
        if (eventKey === 'running') await held;
        if (eventKey === 'again') throw new Error('the database is away');
        if (eventKey === 'failed') throw new Broken('no');
      },
      { retryDelay: () => 60_000, concurrency: 1 },
    );
    await bench.queue.enqueue(delivery({ eventKey: 'again' }));
    await bench.count('delayed', 1);
    await bench.queue.enqueue(delivery({ eventKey: 'failed' }));
    await bench.count('failed', 1);
    await bench.queue.enqueue(delivery({ eventKey: 'running' }));
    await bench.queue.enqueue(delivery({ eventKey: 'waiting' }));
    const before = { waiting: 1, active: 1, delayed: 1 };
    const forgotten = await forgetFinishedJobs({ ...bench.place, choose: everything });
    expect(forgotten).toBe(1);
    expect(await bench.queue.depth()).toMatchObject({ ...before, failed: 0 });
    release();
    await worker.drain(2000);
  });

  it('leaves a failed job that somebody has retried since it was listed', async () => {
    const worker = bench.consumer(() => Promise.reject(new Broken('no')));
    await bench.queue.enqueue(delivery());
    await bench.count('failed', 1);
    await worker.drain(2000);
    const board = openBoardQueues({ ...bench.place, onError: () => undefined });
    bench.closing(board.close);
    const forgotten = await forgetFinishedJobs({
      ...bench.place,
      choose: async (jobs) => {
        const [deliveries] = await board.queues();
        for (const job of (await deliveries?.getJobs(['failed'])) ?? []) await job.retry('failed');
        return jobs;
      },
    });
    expect(forgotten).toBe(0);
    expect(await bench.queue.depth()).toMatchObject({ waiting: 1, failed: 0 });
  });
});

it('rejects soon where the store cannot be reached', async () => {
  for (const url of [`redis://127.0.0.1:${await freePort()}`, `postgres://127.0.0.1:${await freePort()}/x`]) {
    await expect(forgetFinishedJobs({ url, choose: everything, timeoutMs: 1000 })).rejects.toMatchObject({
      code: 'queue_unavailable',
    });
  }
});
