import { Redis } from 'ioredis';
import { Queue } from 'bullmq';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { contentsOf } from './queue-contents.ts';
import { addSetToRedis } from '../src/store/add-set-script.ts';
import type { BullJob } from '../src/store/tracing.ts';

const REDIS_URL = inject('redisUrl');

const jobOf = (id: string, { opts, ...fields }: Partial<BullJob> = {}): BullJob => {
  const deduplicationId = fields.deduplicationId ?? `event of ${id}`;
  return {
    id,
    name: `stripe charge of ${id}`,
    data: `{"v":1,"body":"é \\" of ${id}"}`,
    opts: {
      jobId: id,
      deduplication: { id: deduplicationId, ttl: 86_400_000 },
      attempts: 66,
      backoff: { type: 'retry-table' },
      removeOnComplete: { age: 3600, count: 10_000 },
      removeOnFail: false,
      stackTraceLimit: 3,
      ...opts,
    },
    deduplicationId,
    timestamp: 1_772_442_847_120,
    delay: 0,
    priority: 0,
    progress: 0,
    attemptsMade: 0,
    attemptsStarted: 0,
    stalledCounter: 0,
    failedReason: '',
    returnvalue: 'null',
    ...fields,
  };
};
/** The options of a hint: its key has no time to live, and is removed with its job. */
const hintOf = (id: string, deduplicationId: string): BullJob =>
  jobOf(id, { deduplicationId, opts: { deduplication: { id: deduplicationId } } });

describe.skipIf(REDIS_URL === undefined)(
  'a set of jobs leaves the same keys in Redis as BullMQ itself',
  () => {
    let redis: Redis;
    const queues: Queue[] = [];
    beforeEach(() => {
      redis = new Redis(REDIS_URL ?? '', { maxRetriesPerRequest: null });
    });
    afterEach(async () => {
      for (const queue of queues.splice(0)) {
        await queue.obliterate({ force: true });
        await queue.close();
      }
      redis.disconnect();
    });

    const open = async () => {
      const queue = new Queue('deliveries', {
        connection: redis,
        prefix: `{test-${crypto.randomUUID()}}`,
      });
      queues.push(queue);
      await queue.waitUntilReady();
      return queue;
    };

    const byBullMq = async (queue: Queue, jobs: readonly BullJob[]) => {
      const holders: string[] = [];
      for (const job of jobs) holders.push(await queue.getBackend().addJob(job, job.id));
      return holders;
    };
    const asSet = (queue: Queue, jobs: readonly BullJob[]) =>
      addSetToRedis(redis, queue.keys[''] ?? '', jobs);

    /** The same jobs are added to the same queue in both ways; results and keys must be equal. */
    async function expectSame(
      jobs: readonly BullJob[],
      prepare: (queue: Queue) => Promise<unknown> = async () => undefined,
    ) {
      const [theirs, ours] = [await open(), await open()];
      await prepare(theirs);
      await prepare(ours);
      const expected = await byBullMq(theirs, jobs);
      expect(await asSet(ours, jobs)).toEqual(expected);
      const left = await contentsOf(redis, ours);
      expect(left).toEqual(await contentsOf(redis, theirs));
      return { holders: expected, left };
    }

    it('for events', async () => {
      const { holders, left } = await expectSame([jobOf('a'), jobOf('b'), jobOf('c')]);
      expect(holders).toEqual(['a', 'b', 'c']);
      expect(left).toMatchObject({
        wait: { list: ['c', 'b', 'a'] },
        a: { name: 'stripe charge of a', data: '{"v":1,"body":"é \\" of a"}', deid: 'event of a' },
        'de:event of a': { text: 'a', ends: true },
      });
    });

    it('for events that are already in the queue, or twice in the set', async () => {
      const { holders } = await expectSame(
        [jobOf('b', { deduplicationId: 'one' }), jobOf('c'), jobOf('d', { deduplicationId: 'event of c' })],
        (queue) => byBullMq(queue, [jobOf('a', { deduplicationId: 'one' })]),
      );
      expect(holders).toEqual(['a', 'c', 'c']);
    });

    it('for hints', async () => {
      const { holders, left } = await expectSame([
        hintOf('a', 'one'),
        hintOf('b', 'one'),
        hintOf('c', 'two'),
      ]);
      expect(holders).toEqual(['a', 'a', 'c']);
      expect(left).toMatchObject({ 'de:one': { text: 'a', ends: false } });
    });

    it('for a hint whose key was left behind by a job that no longer exists', async () => {
      const { holders, left } = await expectSame([hintOf('b', 'one')], async (queue) => {
        await redis.set(`${queue.keys['']}de:one`, 'gone');
        await redis.set(`${queue.keys['']}dn:one`, 'what was to come after it');
      });
      expect(holders).toEqual(['b']);
      expect(left).not.toHaveProperty(['dn:one']);
    });

    it('for an event whose key outlived its job', async () => {
      const { holders } = await expectSame([jobOf('b', { deduplicationId: 'one' })], (queue) =>
        redis.set(`${queue.keys['']}de:one`, 'gone', 'PX', 60_000),
      );
      expect(holders).toEqual(['gone']);
    });

    it('for a job whose id already exists', async () => {
      const { holders } = await expectSame([jobOf('a', { deduplicationId: 'another' })], (queue) =>
        byBullMq(queue, [jobOf('a')]),
      );
      expect(holders).toEqual(['a']);
    });

    it('in a paused queue', async () => {
      const { left } = await expectSame([jobOf('a')], (queue) => queue.pause());
      expect(left).not.toHaveProperty('marker');
    });

    it.each([
      [1, 1],
      [2, 1],
    ])('in a queue of at most %d jobs at once, of which %d is running', async (most, running) => {
      const { left } = await expectSame([jobOf('a'), jobOf('b')], async (queue) => {
        await queue.setGlobalConcurrency(most);
        await redis.lpush(
          `${queue.keys['']}active`,
          ...Array.from({ length: running }, (_, at) => `running ${at}`),
        );
      });
      expect('marker' in left).toBe(running < most);
    });

    it('in a queue that was never opened, or keeps fewer events', async () => {
      await expectSame([jobOf('a')], (queue) => redis.del(`${queue.keys['']}meta`));
      const { left } = await expectSame([jobOf('a'), jobOf('b')], (queue) =>
        redis.hset(`${queue.keys['']}meta`, 'opts.maxLenEvents', 0),
      );
      expect(left['events']).toMatchObject({ events: expect.any(Array) as unknown });
    });

    it('for jobs that belong to a trace', async () => {
      const telemetry = { metadata: '{"traceparent":"00-1-2-01"}', omitContext: true };
      const { left } = await expectSame([jobOf('a', { opts: { telemetry } })]);
      expect(left['a']).toMatchObject({ opts: { tm: telemetry.metadata, omc: true } });
    });

    it('but adds only the jobs before one whose key has a value of another type', async () => {
      const queue = await open();
      await redis.lpush(`${queue.keys['']}de:one`, 'a list');
      await expect(asSet(queue, [jobOf('a'), jobOf('b', { deduplicationId: 'one' })])).rejects.toThrow(
        /^WRONGTYPE/,
      );
      expect(await queue.getJobState('a')).toBe('waiting');
      expect(await queue.getJob('b')).toBeUndefined();
      expect(await asSet(queue, [jobOf('a')])).toEqual(['a']);
    });

    it('also if Redis has forgotten the script', async () => {
      const queue = await open();
      await redis.script('FLUSH');
      expect(await asSet(queue, [jobOf('a')])).toEqual(['a']);
      expect(await asSet(queue, [jobOf('b')])).toEqual(['b']);
    });
  },
);
