import { spawnSync } from 'node:child_process';
import { inspect } from 'node:util';
import {
  freePort,
  hasRedisServer,
  startPostgresServer,
  startRedisServer,
  waitFor,
  type ServerProcess,
} from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  migrateQueue,
  openDeliveryQueue,
  openDeliveryWorker,
  QueueUnavailableError,
  type DeliveryQueue,
  type DeliveryWorkerOptions,
} from '../src/index.ts';
import { delivery } from './delivery.ts';

const hasRedis = hasRedisServer();

const STORES = [
  {
    name: 'Postgres',
    available: true,
    url: (port: number) => `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start: (port?: number, dir?: string) =>
      startPostgresServer({ fsync: false, ...(port && { port }), ...(dir && { dir }) }),
  },
  {
    name: hasRedis ? 'Redis' : 'Redis (skipped: no redis-server here)',
    available: hasRedis,
    url: (port: number) => `redis://127.0.0.1:${port}`,
    start: (port?: number, dir?: string) => startRedisServer({ ...(port && { port }), ...(dir && { dir }) }),
  },
];

describe.each(STORES)('while the store is down: $name', ({ available, url, start }) => {
  describe.skipIf(!available)('', () => {
    let port: number;
    let closing: (() => Promise<unknown>)[];
    let reported: Error[];

    beforeEach(async () => {
      port = await freePort();
      closing = [];
      reported = [];
    });
    afterEach(async () => {
      for (const close of closing.toReversed()) await close();
    });

    const onError = (error: Error) => void reported.push(error);
    const running = async (dir?: string): Promise<ServerProcess> => {
      const server = await start(port, dir);
      closing.unshift(server.stop);
      await migrateQueue(url(port));
      return server;
    };
    const producer = (): DeliveryQueue => {
      const queue = openDeliveryQueue({ url: url(port), dedupeTtlMs: 60_000, timeoutMs: 1000, onError });
      closing.push(queue.close);
      return queue;
    };
    const consumer = (process: DeliveryWorkerOptions['process']) => {
      const worker = openDeliveryWorker({
        url: url(port),
        concurrency: 4,
        process,
        isPermanent: () => false,
        retryDelay: () => 10,
        lockDurationMs: 1000,
        stalledIntervalMs: 500,
        onError,
      });
      closing.push(() => worker.drain(500));
      return worker;
    };
    const acceptedAtLast = (queue: DeliveryQueue, eventKey: string) =>
      waitFor(
        () =>
          queue.enqueue(delivery({ eventKey })).then(
            () => true,
            () => false,
          ),
        { what: 'an accepted delivery', everyMs: 50, timeoutMs: 15_000 },
      );

    it('enqueue, ping and depth reject if no server listens', async () => {
      const queue = producer();
      for (const call of [() => queue.enqueue(delivery()), () => queue.ping(), () => queue.depth()]) {
        await expect(call()).rejects.toThrow(QueueUnavailableError);
      }
      await waitFor(() => reported.length, { what: 'the report of a connection that cannot be made' });
    });

    it('closing at once does not hang', async () => {
      const worker = consumer(async () => undefined);
      const queue = producer();
      await worker.drain(300);
      await queue.close();
      await expect(worker.ready()).rejects.toThrow();
    });

    it('the queue works without a restart when the store starts', async () => {
      const got: string[] = [];
      const worker = consumer(async ({ eventKey }) => void got.push(eventKey));
      const queue = producer();
      await expect(queue.enqueue(delivery())).rejects.toThrow(QueueUnavailableError);
      await running();
      await acceptedAtLast(queue, 'evt_after');
      await worker.ready();
      await waitFor(() => got.includes('evt_after'), { what: 'the delivery to be processed' });
    });

    it('the queue works after the store was killed, and every accepted delivery is processed', async () => {
      const first = await running();
      const queue = producer();
      const done = new Set<string>();
      let held = true;
      consumer(async ({ eventKey }) => {
        if (held) throw new Error('held back');
        done.add(eventKey);
      });
      const accepted: string[] = [];
      for (let n = 0; n < 20; n += 1) {
        await queue.enqueue(delivery({ eventKey: `evt_${n}` }));
        accepted.push(`evt_${n}`);
      }
      await first.kill();
      await expect(queue.enqueue(delivery({ eventKey: 'evt_lost' }))).rejects.toThrow(QueueUnavailableError);
      held = false;
      await running(first.dir);
      await acceptedAtLast(queue, 'evt_later');
      await waitFor(() => [...accepted, 'evt_later'].every((key) => done.has(key)), {
        what: 'every accepted delivery',
        timeoutMs: 20_000,
      });
      expect(reported.length).toBeLessThan(200); // it waits between attempts
    });

    it('enqueue does not hang with its store, and works when the store continues', async () => {
      const server = await running();
      const queue = producer();
      await queue.enqueue(delivery());
      freeze(server, 'SIGSTOP');
      for (let round = 0; round < 3; round += 1) {
        const late = Array.from({ length: 15 }, (_, n) =>
          queue.enqueue(delivery({ eventKey: `evt_${round}_${n}` })),
        );
        const outcomes = await Promise.allSettled(late);
        for (const outcome of outcomes) expect(outcome.status).toBe('rejected');
      }
      freeze(server, 'SIGCONT');
      await acceptedAtLast(queue, 'evt_after');
    });
  });
});

describe('a Postgres without migrations', () => {
  it('is refused with an explanation, and used as soon as it is migrated', async () => {
    const server = await startPostgresServer({ fsync: false });
    onTestFinished(server.stop);
    const queue = openDeliveryQueue({ url: server.url, dedupeTtlMs: 1000, onError: () => undefined });
    onTestFinished(queue.close);
    await expect(queue.ping()).rejects.toThrow(/not initialized/);
    await migrateQueue(server.url);
    await migrateQueue(server.url); // every deployment migrates again
    await expect(queue.ping()).resolves.toBeUndefined();
  });
});

describe.skipIf(!hasRedis)('a Redis that refuses (needs redis-server)', () => {
  it('is reported without the refused delivery', async () => {
    const server = await startRedisServer({ flags: ['--maxmemory', '1'] });
    onTestFinished(server.stop);
    const queue = openDeliveryQueue({ url: server.url, dedupeTtlMs: 1000, onError: () => undefined });
    onTestFinished(queue.close);
    const body = Buffer.from('a very personal body');
    const error: unknown = await queue.enqueue(delivery({ body })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(QueueUnavailableError);
    expect(inspect(error, { depth: 10 })).toMatch(/OOM/);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(
      body.toString('base64').slice(0, 12),
    );
  });
});

/** Stops or continues the server and, on Postgres, the processes that serve its connections. */
function freeze(server: ServerProcess, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of [server.pid, ...childrenOf(server.pid)]) process.kill(pid, signal);
}

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}
