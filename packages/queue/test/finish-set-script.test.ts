import { setTimeout as pause } from 'node:timers/promises';
import { Queue, Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { finishingInSets } from '../src/store/finish-in-sets.ts';
import { type Finished, finishSetInRedis, type Kept } from '../src/store/finish-set-script.ts';
import { withoutTimes } from './queue-contents.ts';

const REDIS_URL = inject('redisUrl');
const TOKEN = 'the token of a worker';
const KEEP: Kept = { age: 3600, count: 10_000 };

/** A queue, its prefix, and the backend of a worker that takes and completes jobs with BullMQ's own scripts. */
interface Side {
  readonly queue: Queue;
  readonly worker: Worker;
}

describe.skipIf(REDIS_URL === undefined)('a set of completed jobs', () => {
  let redis: Redis;
  const opened: Side[] = [];
  beforeEach(() => {
    redis = new Redis(REDIS_URL ?? '', { maxRetriesPerRequest: null });
  });
  afterEach(async () => {
    for (const { queue, worker } of opened.splice(0)) {
      await worker.close();
      await queue.obliterate({ force: true });
      await queue.close();
    }
    redis.disconnect();
  });

  async function open(): Promise<Side> {
    const options = { connection: redis, prefix: `{test-${crypto.randomUUID()}}` };
    const side = {
      queue: new Queue('deliveries', options),
      worker: new Worker('deliveries', () => Promise.resolve(), {
        ...options,
        autorun: false,
        lockDuration: 30_000,
      }),
    };
    opened.push(side);
    await side.queue.waitUntilReady();
    return side;
  }

  const keyOf = ({ queue }: Side, name: string) => `${queue.keys['']}${name}`;

  async function addTo({ queue }: Side, ids: readonly string[], options: object = {}) {
    for (const jobId of ids)
      await queue.add(
        `job ${jobId}`,
        { of: jobId },
        { jobId, removeOnComplete: { age: 3600, count: 10_000 }, ...options },
      );
  }
  /** Takes the first jobs, like a worker that has not completed any yet. */
  async function begin({ worker }: Side, count: number): Promise<Job[]> {
    const jobs: Job[] = [];
    for (let at = 0; at < count; at += 1) {
      const job = await worker.getNextJob(`${TOKEN} ${at}`, { block: false });
      if (job) jobs.push(job);
    }
    return jobs;
  }

  interface How {
    readonly keep?: Kept;
    readonly takesNext?: boolean;
  }
  /** Ids of the jobs that were taken next, or the result instead of a job. */
  async function byBullMq(
    { worker }: Side,
    jobs: readonly Job[],
    { keep: { age, count } = KEEP, takesNext = true }: How,
  ) {
    const next: unknown[] = [];
    for (const [at, job] of jobs.entries()) {
      const { result } = await worker
        .getBackend()
        .moveToCompleted(
          job,
          undefined,
          age === undefined ? { count } : { age, count },
          `${TOKEN} ${at}`,
          takesNext,
        );
      const [data, id, , due] = result as [unknown, string, number, number];
      next.push(data ? id : due);
    }
    return next;
  }
  async function asSet(side: Side, jobs: readonly Job[], { keep = KEEP, takesNext = true }: How) {
    const finished = await finishSetInRedis(
      redis,
      jobs.map(({ id = '' }, at) => ({ id, token: `${TOKEN} ${at}`, value: 'null', takesNext })),
      {
        queueKey: keyOf(side, ''),
        now: Date.now(),
        lockMs: 30_000,
        keep,
        workerName: undefined,
      },
    );
    return finished.map(nextOf);
  }
  const nextOf = (finished: Finished) => {
    if (typeof finished !== 'string') return finished[1];
    if (finished === 'other') return finished;
    return finished === 'none' ? undefined : Number(finished);
  };

  /** The same jobs are completed in both ways in the same queue; the taken jobs and the keys must be equal. */
  async function expectSame({
    jobs,
    prepare = async () => undefined,
    ...how
  }: How & {
    /** The number of added jobs, and of completed jobs. */
    readonly jobs: readonly [added: number, completed: number];
    readonly prepare?: (side: Side, begun: readonly Job[]) => Promise<unknown>;
  }) {
    const [theirs, ours] = [await open(), await open()];
    const ids = Array.from({ length: jobs[0] }, (_, at) => `job-${at + 1}`);
    const begun = new Map<Side, Job[]>();
    for (const side of [theirs, ours]) {
      await addTo(side, ids);
      begun.set(side, await begin(side, jobs[1]));
      await prepare(side, begun.get(side) ?? []);
    }
    const expected = await byBullMq(theirs, begun.get(theirs) ?? [], how);
    expect(await asSet(ours, begun.get(ours) ?? [], how)).toEqual(expected);
    const left = await withoutTimes(redis, ours.queue);
    expect(left).toEqual(await withoutTimes(redis, theirs.queue));
    return { next: expected, left };
  }

  it('leaves the same keys as BullMQ, and takes as many jobs', async () => {
    const { next, left } = await expectSame({ jobs: [6, 3] });
    expect(next).toEqual(['job-4', 'job-5', 'job-6']);
    expect(left).toMatchObject({
      active: { list: ['job-6', 'job-5', 'job-4'] },
      'job-1': { returnvalue: 'null', atm: '1', ats: '1' },
      'job-4:lock': { text: `${TOKEN} 0`, ends: true },
    });
    expect(left).not.toHaveProperty(['job-1:lock']);
  });

  it('does the same if fewer jobs wait than were completed, and if none waits', async () => {
    expect((await expectSame({ jobs: [4, 3] })).next).toEqual(['job-4', undefined, undefined]);
    const { next, left } = await expectSame({ jobs: [2, 2] });
    expect(next).toEqual([undefined, undefined]);
    expect(JSON.stringify(left['events'])).toContain('drained');
  });

  it('takes no job for a worker that wants none', async () => {
    expect((await expectSame({ jobs: [4, 2], takesNext: false })).next).toEqual([undefined, undefined]);
  });

  it('moves jobs whose delay is over to the waiting ones, and returns when the next one is due', async () => {
    const inAnHour = Date.now() + 3_600_000;
    const { next } = await expectSame({
      jobs: [2, 2],
      prepare: async (side) => {
        await addTo(side, ['due'], { delay: 1 });
        await addTo(side, ['later'], { delay: 3_600_000 });
        // BullMQ stores a millisecond as 4096 units, so that jobs of the same time stay in order.
        await redis.zadd(keyOf(side, 'delayed'), inAnHour * 0x1000, 'later');
        await pause(5);
      },
    });
    expect(next).toEqual(['due', inAnHour]);
  });

  it('releases the deduplication key that ends with the job, and no other', async () => {
    const { left } = await expectSame({
      jobs: [1, 1],
      prepare: async (side, [job]) => {
        const [key, other] = [keyOf(side, 'de:hint'), keyOf(side, 'de:event')];
        await redis.hset(keyOf(side, job?.id ?? ''), 'deid', 'hint');
        await redis.set(key, job?.id ?? '');
        await redis.set(other, 'another');
      },
    });
    expect(left).not.toHaveProperty(['de:hint']);
    expect(left).toHaveProperty(['de:event']);
  });

  it('keeps a deduplication key with a time to live, and a key of another job', async () => {
    const { left } = await expectSame({
      jobs: [2, 2],
      prepare: async (side) => {
        await redis.hset(keyOf(side, 'job-1'), 'deid', 'event');
        await redis.set(keyOf(side, 'de:event'), 'job-1', 'PX', 60_000);
        await redis.hset(keyOf(side, 'job-2'), 'deid', 'taken');
        await redis.set(keyOf(side, 'de:taken'), 'another');
      },
    });
    expect(left).toMatchObject({ 'de:event': { text: 'job-1' }, 'de:taken': { text: 'another' } });
  });

  it('removes completed jobs above the number, and jobs that are too old', async () => {
    const { left } = await expectSame({ jobs: [5, 4], keep: { age: undefined, count: 2 } });
    expect(Object.keys(left).filter((key) => /^job-[0-9]$/.test(key))).toEqual(['job-3', 'job-4', 'job-5']);
    const old = await expectSame({
      jobs: [2, 1],
      keep: { age: 60, count: -1 },
      prepare: async (side) => {
        await redis.zadd(
          keyOf(side, 'completed'),
          Date.now() - 61_000,
          'old',
          Date.now() - 30_000,
          'younger',
        );
        await redis.hset(keyOf(side, 'old'), 'name', 'old');
        await redis.hset(keyOf(side, 'younger'), 'name', 'younger');
      },
    });
    expect(old.left).not.toHaveProperty('old');
    expect(old.left).toHaveProperty('younger');
  });

  it('takes no job from a queue that is paused or full', async () => {
    expect((await expectSame({ jobs: [4, 2], prepare: ({ queue }) => queue.pause() })).next).toEqual([0, 0]);
    const { next } = await expectSame({
      jobs: [4, 2],
      prepare: ({ queue }) => queue.setGlobalConcurrency(1),
    });
    expect(next).toEqual([0, 'job-3']);
  });

  it('leaves unusual jobs to BullMQ', async () => {
    const side = await open();
    await addTo(side, ['a', 'b', 'c', 'd', 'e', 'f']);
    const jobs = await begin(side, 6);
    await redis.set(keyOf(side, 'b:lock'), 'another worker');
    await redis.del(keyOf(side, 'c'));
    await redis.hset(keyOf(side, 'd'), 'parentKey', 'a parent');
    await redis.del(keyOf(side, 'e'));
    await redis.lpush(keyOf(side, 'e'), 'a list');
    await redis.lrem(keyOf(side, 'active'), 0, 'f');
    const finished = await asSet(side, jobs, { takesNext: false });
    expect(finished).toEqual([undefined, 'other', 'other', 'other', 'other', 'other']);
    expect(await redis.get(keyOf(side, 'f:lock'))).toBe(`${TOKEN} 5`);
    await redis.del(keyOf(side, 'e'));
  });

  it('works for a worker whose jobs are completed together, and one by one', async () => {
    const side = await open();
    const ids = Array.from({ length: 130 }, (_, at) => `job-${at + 1}`);
    await addTo(side, ids);
    const seen: string[] = [];
    const worker = new Worker(
      'deliveries',
      (job) => {
        seen.push(job.id ?? '');
        return Promise.resolve();
      },
      { connection: redis, prefix: side.queue.opts.prefix ?? '', concurrency: 60 },
      finishingInSets(redis),
    );
    let completed = 0;
    const ended = new Promise<void>((resolve) => {
      worker.on('completed', () => {
        completed += 1;
        if (completed === ids.length) resolve();
      });
    });
    await ended;
    await worker.close();
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(await side.queue.getJobCounts()).toMatchObject({
      active: 0,
      waiting: 0,
      completed: 130,
      failed: 0,
    });
  });
});
