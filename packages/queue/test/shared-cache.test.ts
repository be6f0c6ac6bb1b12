import { createServer } from 'node:net';
import { createDatabase, freePort } from '@payspool/testkit';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { migrateQueue, openDeliveryQueue, openSharedCache, type SharedCache } from '../src/index.ts';
import { BACKENDS, type TestQueue } from './backends.ts';
import { delivery } from './delivery.ts';

const NOTES = { name: 'notes', maxEntries: 3, maxBytes: 10, ttlMs: 60_000 };
const keysOf = async (cache: SharedCache) => (await cache.read(NOTES)).map(({ key }) => key);

describe.each(BACKENDS)('the cache that processes share: $name', ({ available, create }) => {
  describe.skipIf(!available)('', () => {
    const clock = { at: Date.parse('2026-03-01T00:00:00Z') };
    const open = (place: TestQueue) => {
      const cache = openSharedCache({ ...place, timeoutMs: 5_000, now: () => new Date(clock.at) });
      onTestFinished(() => cache.close());
      return cache;
    };
    const begin = async () => {
      const place = await create();
      onTestFinished(() => place.drop());
      return place;
    };

    it('is empty at first, and gives other processes what one wrote, latest first', async () => {
      const place = await begin();
      const [one, other] = [open(place), open(place)];
      expect(await other.read(NOTES)).toEqual([]);
      await one.write(NOTES, [{ key: 'a', value: '1' }]);
      clock.at += 1;
      await one.write(NOTES, [{ key: 'b', value: '' }]);
      clock.at += 1;
      await one.write(NOTES, [{ key: 'a', value: '2' }]);
      expect(await other.read(NOTES)).toEqual([
        { key: 'a', value: '2' },
        { key: 'b', value: '' },
      ]);
      expect(await other.read({ ...NOTES, name: 'others' })).toEqual([]);
    });

    it('outlives the process that wrote it', async () => {
      const place = await begin();
      const first = open(place);
      await first.write(NOTES, [{ key: 'a', value: '1' }]);
      await first.close();
      expect(await open(place).read(NOTES)).toEqual([{ key: 'a', value: '1' }]);
    });

    it('limits the number, the size and the lifetime of its entries', async () => {
      const cache = open(await begin());
      for (const key of ['a', 'b', 'c', 'd']) {
        await cache.write(NOTES, [{ key, value: key }]);
        clock.at += 1_000;
      }
      await cache.write(NOTES, [{ key: 'long', value: '1234567890x' }]);
      expect(await keysOf(cache)).toEqual(['d', 'c', 'b']);
      // The lifetime starts with the last write of each entry: `b` was written three seconds ago.
      clock.at += 57_000 - 1;
      expect(await keysOf(cache)).toEqual(['d', 'c', 'b']);
      clock.at += 1;
      expect(await keysOf(cache)).toEqual(['d', 'c']);
    });

    it('accepts a large batch, and drops the entries above the limit', async () => {
      const cache = open(await begin());
      await cache.write(
        NOTES,
        Array.from({ length: 100 }, (_, index) => ({ key: `k${index}`, value: 'v' })),
      );
      expect(await keysOf(cache)).toHaveLength(3);
      expect(await cache.read({ ...NOTES, maxEntries: 1000 })).toHaveLength(3);
    });

    it('reads no more entries than the partition may have, even if more are stored', async () => {
      const cache = open(await begin());
      const loose = { ...NOTES, maxEntries: 100, maxBytes: 100 };
      await cache.write(
        loose,
        Array.from({ length: 50 }, (_, index) => ({
          key: `k${index}`,
          value: index % 2 === 0 ? 'short' : 'far too long for it',
        })),
      );
      expect(await cache.read(loose)).toHaveLength(50);
      const found = await cache.read(NOTES);
      expect(found.length).toBeLessThanOrEqual(3);
      expect(found.every(({ value }) => value === 'short')).toBe(true);
    });

    it('can be written by several processes at once', async () => {
      const place = await begin();
      const caches = [open(place), open(place), open(place)];
      const entries = ['c', 'a', 'b'].map((key) => ({ key, value: key }));
      await Promise.all(
        caches.flatMap((cache, index) =>
          Array.from({ length: 10 }, () =>
            cache.write(NOTES, index % 2 === 0 ? entries : entries.toReversed()),
          ),
        ),
      );
      expect((await keysOf(open(place))).toSorted()).toEqual(['a', 'b', 'c']);
    });

    it('does not change the queue', async () => {
      const place = await begin();
      const queue = openDeliveryQueue({ ...place, dedupeTtlMs: 60_000, onError: () => undefined });
      onTestFinished(() => queue.close());
      await open(place).write(NOTES, [{ key: 'a', value: '1' }]);
      expect(await queue.enqueue(delivery())).toBe('accepted');
      expect(await queue.depth()).toMatchObject({ waiting: 1, active: 0, failed: 0 });
    });
  });
});

it.each(['redis', 'postgresql'])('the cache rejects in time if there is no %s', async (scheme) => {
  const cache = openSharedCache({ url: `${scheme}://127.0.0.1:${await freePort()}/0` });
  await expect(cache.read(NOTES)).rejects.toMatchObject({ code: 'queue_unavailable' });
  await expect(cache.write(NOTES, [{ key: 'a', value: '1' }])).rejects.toMatchObject({
    code: 'queue_unavailable',
  });
  await cache.close();
});

it.each(['redis', 'postgresql'])('the cache does not wait for a %s that does not answer', async (scheme) => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const cache = openSharedCache({ url: `${scheme}://127.0.0.1:${port}/0`, timeoutMs: 100 });
  await expect(cache.read(NOTES)).rejects.toMatchObject({ code: 'queue_unavailable' });
  await cache.close();
  silent.close();
});

it('the table is created once on Postgres by any number of simultaneous migrations', async () => {
  const database = await createDatabase({ postgresUrl: inject('postgresUrl') });
  await Promise.all([1, 2, 3, 4].map(() => migrateQueue(database.url)));
  const cache = openSharedCache({ url: database.url, timeoutMs: 5_000 });
  expect(await cache.read(NOTES)).toEqual([]);
  await cache.close();
  await database.drop();
});
