import { migrateQueue } from '@payspool/queue';
import {
  freePort,
  hasRedisServer,
  type ServerProcess,
  startPostgresServer,
  startRedisServer,
  waitFor,
} from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ListeningIngest, startIngest } from './listening-ingest.ts';

const STORES = [
  {
    name: 'Postgres',
    available: true,
    urlOf: (port: number) => `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start: async (port: number) => {
      const server = await startPostgresServer({ port, fsync: false });
      await migrateQueue(server.url);
      return server;
    },
  },
  {
    name: hasRedisServer() ? 'Redis' : 'Redis (skipped: there is no redis-server here)',
    available: hasRedisServer(),
    urlOf: (port: number) => `redis://127.0.0.1:${port}`,
    start: (port: number) => startRedisServer({ port }),
  },
];

describe.each(STORES)(
  "while no server listens at the queue's address: $name",
  ({ available, urlOf, start }) => {
    describe.skipIf(!available)('', () => {
      let port: number;
      let ingest: ListeningIngest;
      let store: ServerProcess | undefined;

      beforeEach(async () => {
        port = await freePort();
        store = undefined;
        ingest = await startIngest({ url: urlOf(port), onError: () => undefined });
      });
      afterEach(async () => {
        await ingest.close();
        await store?.stop();
      });

      const get = async (path: string) => fetch(`http://127.0.0.1:${ingest.port}${path}`);
      const deliver = async (id: string) => {
        const { headers, body } = ingest.sign(Buffer.from(`{"id":"${id}"}`));
        const url = `http://127.0.0.1:${ingest.port}/webhooks/stripe`;
        return fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
      };

      it('the process is alive and not ready', async () => {
        expect((await get('/healthz')).status).toBe(200);
        const ready = await get('/readyz');
        expect([ready.status, await ready.json()]).toEqual([
          503,
          {
            status: 'unavailable',
            reason: 'queue_unreachable',
            detail: expect.stringMatching(
              /^(Redis|Postgres) refuses writes: it cannot be reached$/,
            ) as string,
          },
        ]);
      });

      it('a delivery gets 503 with Retry-After, and is accepted without a restart once a server listens', async () => {
        const refused = await deliver('evt_1');
        expect([refused.status, await refused.json(), refused.headers.get('retry-after')]).toEqual([
          503,
          { error: 'unavailable' },
          '10',
        ]);

        store = await start(port);
        await waitFor(async () => (await get('/readyz')).status === 200, { what: 'readiness' });
        expect((await deliver('evt_1')).status).toBe(202);
        expect(await ingest.queue.depth()).toMatchObject({ waiting: 1 });
      });

      it('a queue that goes down is reported as unreachable, and a forged delivery is still refused', async () => {
        store = await start(port);
        await waitFor(async () => (await get('/readyz')).status === 200, { what: 'readiness' });
        expect((await deliver('evt_1')).status).toBe(202);
        await store.kill();
        await waitFor(async () => (await get('/readyz')).status === 503, { what: 'the outage' });
        expect((await deliver('evt_2')).status).toBe(503);
        const forged = await fetch(`http://127.0.0.1:${ingest.port}/webhooks/stripe`, {
          method: 'POST',
          body: '{}',
        });
        expect(forged.status).toBe(401);
      });
    });
  },
);
