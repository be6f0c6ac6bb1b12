import { freePort, waitFor } from '@payspool/testkit';
import { DEFAULT_SCHEMA } from 'bullmq';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { openBoardQueues } from '../src/board-queues.ts';
import { type FinishedJob, forgetFinishedJobs } from '../src/forget-job.ts';
import { Broken, describeBackends } from './bench.ts';
import { delivery } from './delivery.ts';

/** The time does not distinguish jobs that failed within one millisecond. */
const clockMovesOn = (before = Date.now()) =>
  waitFor(() => Date.now() > before + 1, { what: 'the clock to move on' });

const everything = async (jobs: readonly FinishedJob[]) => jobs;

describeBackends('forgetting finished jobs', (bench) => {
  it('removes the chosen jobs, completed or failed, and leaves the others', async () => {
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
    expect(seen.toSorted((a, b) => (a.eventKey < b.eventKey ? -1 : 1))).toMatchObject(
      ['bad_1', 'bad_2', 'good_1', 'good_2'].map((eventKey) => ({
        provider: 'stripe',
        account: 'default',
        eventKey,
        state: eventKey.startsWith('bad') ? 'failed' : 'completed',
        body: delivery().body,
      })),
    );
    expect(await bench.queue.find(delivery({ eventKey: 'good_1' }))).toBeUndefined();
    expect(await bench.queue.find(delivery({ eventKey: 'bad_1' }))).toBeUndefined();
    expect(await bench.queue.depth()).toMatchObject({ completed: 1, failed: 1 });
    // A removed job does not block a repeat.
    expect(await bench.queue.enqueue(delivery({ eventKey: 'good_1' }))).toBe('accepted');
  });

  it('reads all finished jobs, however many there are', async () => {
    bench.consumer(async () => undefined, { concurrency: 16 });
    const keys = Array.from({ length: 230 }, (_, n) => `evt_${n}`);
    await Promise.all(keys.map((eventKey) => bench.queue.enqueue(delivery({ eventKey }))));
    await bench.count('completed', keys.length);
    expect(await forgetFinishedJobs({ ...bench.place, choose: everything })).toBe(keys.length);
    expect(await bench.queue.depth()).toMatchObject({ completed: 0 });
  });

  it('reads each finished job once, also if all of them finished in the same millisecond', async () => {
    bench.consumer(async () => undefined, { concurrency: 16 });
    const keys = Array.from({ length: 230 }, (_, n) => `evt_${n}`);
    await Promise.all(keys.map((eventKey) => bench.queue.enqueue(delivery({ eventKey }))));
    await bench.count('completed', keys.length);
    if (bench.place.url.startsWith('postgres')) {
      const client = new Client({ connectionString: bench.place.url });
      await client.connect();
      await client.query(`UPDATE ${DEFAULT_SCHEMA}.job SET finished_at_ms = 1790000000000`);
      // Postgres may sort the jobs instead of reading them by this index.
      await client.query(`DROP INDEX ${DEFAULT_SCHEMA}.job_finished_idx`);
      await client.end();
    }
    const seen: string[] = [];
    await forgetFinishedJobs({
      ...bench.place,
      choose: async (jobs) => {
        seen.push(...jobs.map(({ eventKey }) => eventKey));
        return jobs.filter(({ eventKey }) => /[02468]$/.test(eventKey));
      },
    });
    expect(seen.toSorted()).toEqual(keys.toSorted());
    expect(await bench.queue.depth()).toMatchObject({ completed: keys.length / 2 });
  });

  it('never removes a job that waits, runs or will be retried', async () => {
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

  it('leaves a failed job that was retried after it was listed', async () => {
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

  it('keeps the newest failed jobs and all since a time, and does not count jobs that others keep', async () => {
    let now = 0;
    const worker = bench.consumer(() => Promise.reject(new Broken('no')), { concurrency: 1 });
    const fail = async (eventKey: string) => {
      await bench.queue.enqueue(delivery({ eventKey }));
      await bench.count('failed', (now += 1));
    };
    for (const eventKey of ['precious', 'old_1', 'old_2', 'old_3']) await fail(eventKey);
    await clockMovesOn();
    const since = new Date();
    for (const eventKey of ['new_1', 'new_2', 'new_3']) await fail(eventKey);
    await worker.drain(2000);
    const seen: string[] = [];
    const forget = (newest: number, from: Date) =>
      forgetFinishedJobs({
        ...bench.place,
        states: ['failed'],
        keep: { newest, since: from },
        choose: async (jobs) => {
          seen.push(...jobs.map(({ eventKey }) => eventKey));
          return jobs.filter(({ eventKey }) => eventKey !== 'precious');
        },
      });
    expect(await forget(7, new Date(0))).toBe(0);
    expect(seen).toEqual([]);
    expect(await forget(4, new Date(0))).toBe(2);
    expect(seen.splice(0)).toEqual(['precious', 'old_1', 'old_2']);
    expect(await forget(100, since)).toBe(1);
    expect(seen.splice(0)).toEqual(['precious', 'old_3']);
    expect(await forget(0, new Date(0))).toBe(3);
    expect(await bench.queue.depth()).toMatchObject({ failed: 1 });
    expect(await bench.queue.find(delivery({ eventKey: 'precious' }))).toMatchObject({ state: 'failed' });
  });

  it('reads further pages although some jobs of each page stay, and stops on request', async () => {
    bench.consumer(() => Promise.reject(new Broken('no')), { concurrency: 16 });
    const keys = Array.from({ length: 130 }, (_, n) => `${n % 3 === 0 ? 'stays' : 'goes'}_${n}`);
    await Promise.all(keys.map((eventKey) => bench.queue.enqueue(delivery({ eventKey }))));
    await bench.count('failed', keys.length);
    const leaving = new AbortController();
    const forget = (signal: AbortSignal, choose: (jobs: readonly FinishedJob[]) => void) =>
      forgetFinishedJobs({
        ...bench.place,
        states: ['failed'],
        keep: { newest: 0, since: new Date(0) },
        signal,
        choose: async (jobs) => {
          choose(jobs);
          return jobs.filter(({ eventKey }) => eventKey.startsWith('goes'));
        },
      });
    const sizes: number[] = [];
    const first = await forget(leaving.signal, (jobs) => {
      sizes.push(jobs.length);
      leaving.abort();
    });
    expect(sizes).toEqual([25]);
    const rest = await forget(new AbortController().signal, () => undefined);
    expect(first + rest).toBe(86);
    expect(await bench.queue.depth()).toMatchObject({ failed: 44 });
  });

  it('a job that is retried and removed at the same time either runs, or its retry is refused', async () => {
    const ran = new Set<string>();
    let broken = true;
    const worker = bench.consumer(
      async ({ eventKey }) => {
        if (broken) throw new Broken('no');
        ran.add(eventKey);
      },
      { concurrency: 16 },
    );
    const keys = Array.from({ length: 200 }, (_, n) => `evt_${n}`);
    await Promise.all(keys.map((eventKey) => bench.queue.enqueue(delivery({ eventKey }))));
    await bench.count('failed', keys.length);
    broken = false;
    const board = openBoardQueues({ ...bench.place, onError: () => undefined });
    bench.closing(board.close);
    const [deliveries] = await board.queues();
    const jobs = (await deliveries?.getJobs(['failed'])) ?? [];
    const retried: string[] = [];
    const retryAll = async () => {
      for (const job of jobs) {
        const { eventKey } = job.data as { eventKey: string };
        await job.retry('failed').then(
          () => retried.push(eventKey),
          () => undefined,
        );
      }
    };
    const [forgotten] = await Promise.all([
      forgetFinishedJobs({ ...bench.place, states: ['failed'], choose: everything }),
      retryAll(),
    ]);
    expect(retried.length + forgotten).toBe(keys.length);
    await bench.count('completed', retried.length);
    await worker.drain(2000);
    expect([...ran].toSorted()).toEqual(retried.toSorted());
    expect(await bench.queue.depth()).toMatchObject({ waiting: 0, active: 0, failed: 0 });
  });
});

it('forgetting rejects soon if the store cannot be reached', async () => {
  for (const url of [`redis://127.0.0.1:${await freePort()}`, `postgres://127.0.0.1:${await freePort()}/x`]) {
    await expect(forgetFinishedJobs({ url, choose: everything, timeoutMs: 1000 })).rejects.toMatchObject({
      code: 'queue_unavailable',
    });
  }
});
