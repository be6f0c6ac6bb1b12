import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweep, type SweepContext } from '../src/index.ts';
import { BACKENDS } from './backends.ts';
import { at } from './listing-api.ts';
import { accountAt } from './listing-provider.ts';
import { bundle } from '@payspool/testkit';
import { openReading, type ReadingUnderTest } from './reading-under-test.ts';

const KEYS = Array.from({ length: 8 }, (_, nth) => `evt_${nth}`);

describe.each(BACKENDS)('a sweep that is interrupted, over the queue in $name,', (backend) => {
  describe.skipIf(!backend.available)('', () => {
    let reading: ReadingUnderTest;
    /** Eight events on three pages. Two are known. */
    beforeEach(async () => {
      reading = await openReading(backend);
      await reading.record('evt_first', { receivedAt: at('09:00') });
      for (const key of ['evt_2', 'evt_5']) await reading.record(key, { receivedAt: at('11:00') });
      reading.api.events.push(...KEYS.map((id, nth) => ({ id, at: at(`11:0${nth}`) })));
    });
    afterEach(() => reading.close());
    const unit = () => ({ account: accountAt(reading.api.url), merchant: '' });
    const rowOf = () => reading.db.sweep.findFirstOrThrow();
    const MISSED = KEYS.filter((key) => key !== 'evt_2' && key !== 'evt_5');
    const pages = () => reading.api.asked.map(({ page }) => page);

    it('by an error in the middle resumes at the page, with the same span', async () => {
      const { api, context, queued, setNow } = reading;
      for (const status of [429, 500, 401]) {
        const before = api.asked.length;
        // The first page is read, unless an earlier attempt has read it.
        const failing = { ...context.io, fetch: failAt(context.io.fetch, before === 0 ? 2 : 1, status) };
        const result = await sweep(unit(), { ...context, io: failing });
        expect(result.outcome).toBe('failed');
        expect(await rowOf()).toMatchObject({
          page: 'evt_5',
          to: at('11:59'),
          doneTo: null,
          leaseUntil: null,
        });
        expect((await rowOf()).error).toContain(`answered ${status}`);
        await reading.db.apiBudget.deleteMany();
        setNow('2026-03-01T12:30:00.000Z');
      }
      expect(pages()).toEqual([undefined]);
      expect(await sweep(unit(), context)).toMatchObject({ outcome: 'done' });
      expect(pages()).toEqual([undefined, 'evt_5', 'evt_2']);
      expect(new Set(api.asked.map(({ to }) => to))).toEqual(new Set([at('11:59').getTime()]));
      expect(await queued(KEYS)).toEqual(MISSED);
      expect(await rowOf()).toMatchObject({ doneTo: at('11:59'), read: 8n, missed: 6n, error: null });
    });

    it('at a page that the API does not know any more reads its span from the first page', async () => {
      const { context } = reading;
      const failing = { ...context.io, fetch: failAt(context.io.fetch, 2, 400) };
      await sweep(unit(), { ...context, io: failing });
      expect(await rowOf()).toMatchObject({ page: null, to: at('11:59') });
      expect(await sweep(unit(), context)).toMatchObject({ counts: { missed: 4, on_its_way: 2, known: 2 } });
      expect(pages()).toEqual([undefined, undefined, 'evt_5', 'evt_2']);
    });

    it('killed at any step misses nothing and queues nothing twice', async () => {
      const { api, context, db, endLeases, queued, record } = reading;
      let isComplete = false;
      let kills = 0;
      for (let step = 1; !isComplete; step += 1) {
        // Five events on two pages, other ones for each step. One is known.
        await db.sweep.deleteMany();
        const keys = Array.from({ length: 5 }, (_, nth) => `evt_${step}_${nth}`);
        api.events.splice(0, Infinity, ...keys.map((id, nth) => ({ id, at: at(`11:0${nth}`) })));
        await record(`evt_${step}_3`, { receivedAt: at('11:03') });
        const isDead = { is: false };
        isComplete = await sweep(unit(), killedAfter(step, context, isDead)).then(
          ({ outcome }) => outcome === 'done',
          () => false,
        );
        kills += isComplete ? 0 : 1;
        // A dead process may leave its reservation: nobody else sweeps until it has ended.
        if ((await sweep(unit(), context)).outcome === 'busy') {
          await endLeases();
          expect(await sweep(unit(), context)).toMatchObject({ outcome: 'done' });
        }
        expect(await queued(keys)).toEqual(keys.filter((key) => key !== `evt_${step}_3`));
        expect(await rowOf()).toMatchObject({ doneTo: at('11:59'), page: null, from: null });
        expect((await context.queue.depth()).waiting).toBe(4 * step);
      }
      // Claims, the insertion of the row, and on two pages lists, comparisons, searches, additions and saves.
      expect(kills).toBeGreaterThan(20);
    });

    it('by SIGKILL of its process goes on at the next page', async () => {
      const { api, context, databaseUrl, endLeases, place, queued } = reading;
      const child = spawn(
        process.execPath,
        [
          await bundle('packages/operations/test/sweep-process.ts'),
          JSON.stringify({
            databaseUrl,
            place: { url: place.url, keyPrefix: place.keyPrefix },
            apiUrl: api.url,
          }),
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const ended = once(child, 'exit');
      // It has saved the first page and asks for the second one.
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await ended;
      expect(await rowOf()).toMatchObject({ page: 'evt_5', read: 3n, missed: 2n });
      expect(await sweep(unit(), context)).toMatchObject({ outcome: 'busy' });
      await endLeases();
      expect(await sweep(unit(), context)).toMatchObject({
        outcome: 'done',
        counts: { missed: 4, known: 1 },
      });
      expect(await queued(KEYS)).toEqual(MISSED);
      expect(pages()).toEqual([undefined, 'evt_5', 'evt_2']);
    });

    it('by the end of its worker stops after the page', async () => {
      const { context } = reading;
      const stopping = new AbortController();
      const io = {
        ...context.io,
        fetch: (request: Parameters<typeof context.io.fetch>[0]) => {
          stopping.abort(new Error('the worker stops'));
          return context.io.fetch(request);
        },
      };
      expect(await sweep(unit(), { ...context, io, signal: stopping.signal })).toMatchObject({
        outcome: 'stopped',
      });
      expect(await rowOf()).toMatchObject({ page: 'evt_5', leaseUntil: null, error: null });
      expect(await sweep(unit(), context)).toMatchObject({ outcome: 'done' });
      expect(pages()).toEqual([undefined, 'evt_5', 'evt_2']);
    });

    it('by another one at the same time does not run: one of two workers sweeps', async () => {
      const { context, queued } = reading;
      const results = await Promise.all([sweep(unit(), context), sweep(unit(), context)]);
      expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['busy', 'done']);
      expect(pages()).toEqual([undefined, 'evt_5', 'evt_2']);
      expect(await queued(KEYS)).toEqual(MISSED);
      expect(results.find(({ outcome }) => outcome === 'busy')?.againMs).toBeGreaterThan(60_000);
    });

    it('by a full queue waits with its place', async () => {
      const { context } = reading;
      const full = {
        ...context.queue,
        depth: async () => ({ ...(await context.queue.depth()), waiting: 5000 }),
      };
      expect(await sweep(unit(), { ...context, queue: full })).toMatchObject({
        outcome: 'waiting',
        againMs: 5000,
      });
      expect(reading.api.asked).toEqual([]);
      expect(await sweep(unit(), context)).toMatchObject({ outcome: 'done' });
    });
  });
});

type Fetch = SweepContext['io']['fetch'];

/** Answers the nth request, and no other, with this status. */
function failAt(fetch: Fetch, nth: number, status: number): Fetch {
  let requests = 0;
  return async (request) => {
    requests += 1;
    return requests === nth ? { status, headers: {}, body: Buffer.alloc(0) } : fetch(request);
  };
}

/** A context whose process dies after so many exchanges with the database, the queue and the API: nothing works from then on. */
function killedAfter(step: number, { db, queue, io }: SweepContext, isDead: { is: boolean }): SweepContext {
  let steps = 0;
  const mortal =
    <Args extends unknown[], Result>(work: (...args: Args) => PromiseLike<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (isDead.is) throw new Error('the process is dead');
      const result = await work(...args);
      steps += 1;
      if (steps >= step) isDead.is = true;
      if (isDead.is) throw new Error('the process is dead');
      return result;
    };
  const bound = db as unknown as Record<
    '$queryRaw' | '$executeRaw',
    (...args: unknown[]) => PromiseLike<unknown>
  >;
  return {
    db: {
      $queryRaw: mortal((...args: unknown[]) => bound.$queryRaw(...args)),
      $executeRaw: mortal((...args: unknown[]) => bound.$executeRaw(...args)),
    } as unknown as SweepContext['db'],
    queue: { enqueue: mortal(queue.enqueue), find: mortal(queue.find), depth: mortal(queue.depth) },
    io: { now: io.now, fetch: mortal(io.fetch) },
  };
}
