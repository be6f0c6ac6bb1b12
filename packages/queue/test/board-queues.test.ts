import { freePort, hasRedisServer, startPostgresServer, startRedisServer, waitFor } from '@payspool/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  BOARD_QUEUES,
  migrateQueue,
  openBoardQueues,
  openDeliveryQueue,
  QueueUnavailableError,
} from '../src/index.ts';
import { BACKENDS, type Backend } from './backends.ts';
import { delivery } from './delivery.ts';

const hasRedis = hasRedisServer();
const onError = () => undefined;

describe.each(BACKENDS)('the queues of the dashboard: $name', (backend) => {
  describe.skipIf(!backend.available)('', () => {
    const open = async ({ create }: Backend) => {
      const place = await create();
      onTestFinished(place.drop);
      const board = openBoardQueues({ ...place, onError });
      onTestFinished(board.close);
      return { place, board };
    };

    it('are all queues, with the jobs that ingest queued', async () => {
      const { place, board } = await open(backend);
      const queue = openDeliveryQueue({ ...place, dedupeTtlMs: 60_000, onError });
      onTestFinished(queue.close);
      await queue.enqueue(delivery());
      const queues = await board.queues();
      expect(queues.map(({ name }) => name)).toEqual([...BOARD_QUEUES]);
      expect(await queues[0]?.getWaitingCount()).toBe(1);
      expect(await queues[1]?.getWaitingCount()).toBe(0);
    });

    it('are not changed by reading', async () => {
      const { board } = await open(backend);
      for (const queue of await board.queues()) {
        await queue.getJobCounts();
        expect(await queue.getVersion()).toBeNull();
      }
    });

    it('are the same objects at each call', async () => {
      const { board } = await open(backend);
      const [one, two] = await Promise.all([board.queues(), board.queues()]);
      expect(one).toBe(two);
      await board.ping();
      expect(await board.queues()).toBe(one);
    });
  });
});

const STORES = [
  {
    name: 'Postgres',
    available: true,
    url: (port: number) => `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start: (port: number) => startPostgresServer({ fsync: false, port }),
  },
  {
    name: hasRedis ? 'Redis' : 'Redis (skipped: no redis-server here)',
    available: hasRedis,
    url: (port: number) => `redis://127.0.0.1:${port}`,
    start: (port: number) => startRedisServer({ port }),
  },
];

describe.each(STORES)(
  'the queues of the dashboard without their store: $name',
  ({ available, url, start }) => {
    it.skipIf(!available)('reject, open when the store starts, and close after its end', async () => {
      const port = await freePort();
      const reported: Error[] = [];
      const board = openBoardQueues({
        url: url(port),
        timeoutMs: 1000,
        onError: (error) => void reported.push(error),
      });
      for (const call of [board.queues, board.ping, board.queues]) {
        await expect(call()).rejects.toThrow(QueueUnavailableError);
      }
      await waitFor(() => reported.length, { what: 'the report of a connection that cannot be made' });

      const server = await start(port);
      onTestFinished(server.stop);
      await migrateQueue(url(port));
      const opened = () => board.queues().catch(() => undefined);
      const queues = await waitFor(opened, { what: 'the queues to open' });
      expect(await queues?.[0]?.getWaitingCount()).toBe(0);

      await server.kill();
      await board.close();
    });
  },
);
