import { spawnSync } from 'node:child_process';
import { migrateQueue, openBoardQueues } from '@payspool/queue';
import {
  freePort,
  hasRedisServer,
  startPostgresServer,
  startRedisServer,
  waitFor,
  type ServerProcess,
} from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asOperator, serverUnderTest } from '../src/server-under-test.ts';

const hasRedis = hasRedisServer();

const STORES = [
  {
    name: 'Postgres',
    available: true,
    url: (port: number) => `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start: (port: number, dir?: string) => startPostgresServer({ fsync: false, port, ...(dir && { dir }) }),
  },
  {
    name: hasRedis ? 'Redis' : 'Redis (skipped: no redis-server here)',
    available: hasRedis,
    url: (port: number) => `redis://127.0.0.1:${port}`,
    start: (port: number, dir?: string) => startRedisServer({ port, ...(dir && { dir }) }),
  },
];

describe.each(STORES)('the dashboard while its store is down: $name', ({ available, url, start }) => {
  describe.skipIf(!available)('', () => {
    let port: number;
    let closing: (() => Promise<unknown>)[];
    beforeEach(async () => {
      port = await freePort();
      closing = [];
    });
    afterEach(async () => {
      for (const close of closing.toReversed()) await close();
    });

    const running = async (dir?: string): Promise<ServerProcess> => {
      const server = await start(port, dir);
      closing.unshift(server.stop);
      await migrateQueue(url(port));
      return server;
    };
    const openBoard = () => {
      const store = openBoardQueues({ url: url(port), timeoutMs: 1000, onError: () => undefined });
      const server = serverUnderTest({ store });
      closing.push(store.close, () => server.close());
      return async (path: string) => {
        const { statusCode } = await server.inject(asOperator({ url: path }));
        return statusCode;
      };
    };

    it('starts, serves its pages, answers 503, and recovers without a restart', async () => {
      const ask = openBoard();
      expect(await ask('/healthz')).toBe(200);
      expect(await ask('/readyz')).toBe(503);
      expect(await ask('/queues/')).toBe(200);
      expect(await ask('/queues/api/queues')).toBe(503);

      const first = await running();
      await waitFor(async () => (await ask('/queues/api/queues')) === 200, {
        what: 'the board to see its store',
      });
      expect(await ask('/readyz')).toBe(200);

      await first.kill();
      expect(await ask('/queues/api/queues')).toBe(503);
      expect(await ask('/readyz')).toBe(503);
      await running(first.dir);
      await waitFor(async () => (await ask('/queues/api/queues')) === 200, {
        what: 'the board to see it again',
      });
    });

    it('answers in time while the store hangs, and works when it continues', async () => {
      const server = await running();
      const ask = openBoard();
      await waitFor(async () => (await ask('/queues/api/queues')) === 200, {
        what: 'the board to see its store',
      });
      freeze(server, 'SIGSTOP');
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask('/queues/api/queues')));
      expect(new Set(answers)).toEqual(new Set([503]));
      expect(await ask('/readyz')).toBe(503);
      freeze(server, 'SIGCONT');
      await waitFor(async () => (await ask('/queues/api/queues')) === 200, {
        what: 'the board to see it again',
      });
    });
  });
});

/** Stops or continues the server and, on Postgres, the processes that serve its connections. */
function freeze({ pid }: ServerProcess, signal: 'SIGSTOP' | 'SIGCONT'): void {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  for (const each of [pid, ...stdout.split('\n').filter(Boolean).map(Number)]) process.kill(each, signal);
}
