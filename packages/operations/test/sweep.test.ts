import { type DeliveryJob, openDeliveryWorker } from '@payspool/queue';
import { waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweep, sweepsBehind, sweepUnits } from '../src/index.ts';
import { BACKENDS } from './backends.ts';
import { takeJobs } from './jobs-of-queue.ts';
import { at } from './listing-api.ts';
import { accountAt } from './listing-provider.ts';
import { openReading, type ReadingUnderTest } from './reading-under-test.ts';

describe.each(BACKENDS)('a sweep, over the queue in $name,', (backend) => {
  describe.skipIf(!backend.available)('', () => {
    let reading: ReadingUnderTest;
    beforeEach(async () => {
      reading = await openReading(backend);
    });
    afterEach(() => reading.close());
    const unit = (settings = {}, merchant = '') => ({
      account: accountAt(reading.api.url, settings),
      merchant,
    });
    const run = (one = unit()) => sweep(one, reading.context);
    const rowOf = (merchant = '') => reading.db.sweep.findFirstOrThrow({ where: { merchant } });
    const list = (
      ...events: { id: string; time: string; account?: string; type?: string; isLate?: true }[]
    ) => reading.api.events.push(...events.map(({ time, ...event }) => ({ at: at(time), ...event })));

    it('reads every page, counts what is known, on its way and missed, and queues the missed events once', async () => {
      const { api, context, queued, record, setNow } = reading;
      await record('evt_first', { receivedAt: at('09:00') });
      await record('evt_known', { receivedAt: at('10:01') });
      for (const [id, time] of [
        ['evt_before', '08:59'],
        ['evt_known', '10:01'],
        ['evt_missed_1', '10:02'],
        ['evt_waiting', '10:03'],
        ['evt_missed_2', '10:04'],
        ['evt_missed_3', '10:04'],
        ['evt_missed_4', '10:05'],
        // Not settled yet: it is younger than a minute.
        ['evt_young', '12:00'],
      ] as const)
        list({ id, time });
      await context.queue.enqueue(delivery('evt_waiting'));

      expect(await run()).toMatchObject({ outcome: 'done', counts: { known: 1, on_its_way: 1, missed: 4 } });
      const all = api.events.map(({ id }) => id);
      expect(await queued(all)).toEqual(['evt_missed_1', 'evt_missed_2', 'evt_missed_3', 'evt_missed_4']);
      // Two pages of three. The span begins at the account's first delivery, and ends before what is not settled.
      expect(api.asked.map(({ page }) => page)).toEqual([undefined, 'evt_missed_3']);
      const span = { from: at('09:00').getTime(), to: at('11:59').getTime() };
      expect(api.asked).toMatchObject([span, span]);
      expect(await rowOf()).toMatchObject({
        since: at('09:00'),
        doneTo: at('11:59'),
        from: null,
        to: null,
        page: null,
        read: 6n,
        missed: 4n,
        error: null,
      });

      // The next sweep begins an hour before the end of the last one.
      list({ id: 'evt_late', time: '11:30' });
      setNow('2026-03-01T12:05:00.000Z');
      expect(await run()).toMatchObject({ outcome: 'done', counts: { known: 0, on_its_way: 0, missed: 2 } });
      expect(await queued(['evt_young', 'evt_late'])).toEqual(['evt_young', 'evt_late']);
      expect(api.asked.at(-1)).toMatchObject({ from: at('10:59').getTime(), to: at('12:04').getTime() });
      // A second job of the same time reads nothing.
      expect(await run()).toMatchObject({ outcome: 'fresh' });
      expect(api.asked).toHaveLength(3);
    });

    it('finds an event that appears in the list after its span was read, and does not fetch an erased one again', async () => {
      const { api, record, db, queued, setNow } = reading;
      await record('evt_erased', { receivedAt: at('11:00') });
      await db.event.updateMany({ data: { rawBody: null } });
      list({ id: 'evt_erased', time: '11:00' }, { id: 'evt_late', time: '11:20', isLate: true });
      expect(await run()).toMatchObject({ counts: { known: 1, missed: 0 } });
      api.events.splice(1, 1, { id: 'evt_late', at: at('11:20') });
      setNow('2026-03-01T12:10:00.000Z');
      expect(await run()).toMatchObject({ counts: { known: 1, missed: 1 } });
      expect(await queued(['evt_erased', 'evt_late'])).toEqual(['evt_late']);
    });

    it('leaves events alone that mean nothing here, which most types of a provider do', async () => {
      const { record, db, queued } = reading;
      await record('evt_first', { receivedAt: at('09:00') });
      await record('evt_recorded', { receivedAt: at('10:00') });
      const type = 'product.updated';
      list({ id: 'evt_product', time: '11:00', type }, { id: 'evt_recorded', time: '10:00', type });
      expect((await run()).counts).toEqual({ known: 1, on_its_way: 0, missed: 0, ignored: 1 });
      expect(await queued(['evt_product'])).toEqual([]);
      expect(await db.sweep.findFirst()).toMatchObject({ read: 2n, missed: 0n });
    });

    it('of a new account publishes nothing from before its key was configured', async () => {
      const { api, setNow } = reading;
      list({ id: 'evt_old', time: '11:00' }, { id: 'evt_new', time: '12:01' });
      expect(await run()).toMatchObject({ outcome: 'fresh' });
      setNow('2026-03-01T12:05:00.000Z');
      expect(await run()).toMatchObject({ outcome: 'done', counts: { known: 0, missed: 1 } });
      expect(api.asked).toMatchObject([{ from: at('12:00').getTime(), to: at('12:04').getTime() }]);
    });

    it('names the time that the list no longer reaches', async () => {
      const { record, setNow } = reading;
      await record('evt_first', { receivedAt: at('09:00') });
      await run();
      setNow('2026-04-10T12:00:00.000Z');
      const reached = new Date('2026-03-11T12:00:00.000Z');
      expect(await run()).toMatchObject({
        outcome: 'done',
        unreachable: { from: at('11:59'), to: reached },
        behindMs: 40 * 86_400_000 + 60_000,
      });
      expect(reading.api.asked.at(-1)).toMatchObject({ from: reached.getTime() });
      setNow('2026-04-10T12:05:00.000Z');
      expect(await run()).not.toHaveProperty('unreachable');
    });

    it('of a connected merchant has its own header, row and account, and an event belongs to the merchant that was asked for', async () => {
      const { api, context, db, record } = reading;
      const settings = { merchants: ['acct_1'] };
      await record('evt_own', { receivedAt: at('09:00') });
      await record('evt_theirs', { account: 'default/acct_1', receivedAt: at('10:00') });
      list({ id: 'evt_own', time: '11:00' });
      for (const id of ['evt_theirs', 'evt_missed']) list({ id, time: '11:01', account: 'acct_1' });

      const units = sweepUnits({
        all: [accountAt(api.url, settings), accountAt(api.url, { apiKey: undefined }, 'off')],
      });
      expect(units.map(({ account, merchant }) => [account.name, merchant])).toEqual([
        ['default', ''],
        ['default', 'acct_1'],
      ]);
      const results = await Promise.all(units.map((one) => sweep(one, context)));
      expect(results).toMatchObject([
        { counts: { known: 1, missed: 0 } },
        { counts: { known: 1, missed: 1 } },
      ]);
      expect(api.asked.map(({ account, key }) => `${account ?? 'own'} ${key}`).toSorted()).toEqual([
        'acct_1 Bearer test_key',
        'own Bearer test_key',
      ]);
      expect((await rowOf('acct_1')).since).toEqual(at('10:00'));
      expect(await db.sweep.count()).toBe(2);
      expect(await takeJobs(reading)).toMatchObject([
        {
          eventKey: 'evt_missed',
          account: 'default',
          merchant: 'acct_1',
          source: 'refetched',
          kind: 'event',
          mode: 'test',
          receivedAt: at('12:00'),
          headers: {},
        },
      ]);
    });

    it('with a key of another mode reads nothing', async () => {
      list({ id: 'evt_1', time: '11:00' });
      const result = await run(unit({ apiKey: 'live_key' }));
      expect(result).toMatchObject({ outcome: 'refused', counts: { missed: 0 } });
      expect(reading.api.asked).toEqual([]);
      expect((await rowOf()).error).toContain('live mode');
      expect(await rowOf()).toMatchObject({ doneTo: null, leaseUntil: null });
    });

    it('queues an event whose delivery was completed and whose row was lost, or whose job failed without a row', async () => {
      const { context, place, queued, record } = reading;
      await record('evt_first', { receivedAt: at('09:00') });
      for (const id of ['evt_lost', 'evt_failed']) {
        list({ id, time: '11:00' });
        await context.queue.enqueue(delivery(id));
      }
      const worker = openDeliveryWorker({
        concurrency: 1,
        process: async ({ eventKey }) => {
          if (eventKey === 'evt_failed') throw new Error('broken');
        },
        isPermanent: () => true,
        onError: () => undefined,
        ...place,
      });
      await waitFor(
        async () => {
          const { completed, failed } = await context.queue.depth();
          return completed === 1 && failed === 1;
        },
        { what: 'both deliveries to end' },
      );
      await worker.drain(1000);
      expect(await run()).toMatchObject({ counts: { known: 0, on_its_way: 0, missed: 2 } });
      expect(await queued(['evt_lost', 'evt_failed'])).toEqual(['evt_lost', 'evt_failed']);
    });

    it('is behind by the time since the last complete one', async () => {
      const { api, db, record } = reading;
      await record('evt_first', { receivedAt: at('09:00') });
      const accounts = { all: [accountAt(api.url)] };
      const behind = (now: Date) => sweepsBehind(db, { accounts, now });
      expect(await behind(at('12:00'))).toEqual(new Map());
      api.failures.push({ status: 500 });
      expect(await run()).toMatchObject({ outcome: 'failed' });
      expect(await behind(at('12:00'))).toEqual(new Map([['stripe', 3 * 3_600_000]]));
      await run();
      expect(await behind(at('12:00'))).toEqual(new Map([['stripe', 60_000]]));
      expect(await sweepsBehind(db, { accounts: { all: [] }, now: at('12:00') })).toEqual(new Map());
    });
  });
});

const delivery = (eventKey: string): DeliveryJob => ({
  kind: 'event',
  provider: 'stripe',
  account: 'default',
  mode: 'test',
  eventKey,
  receivedAt: at('11:00'),
  headers: {},
  body: Buffer.from('{}'),
});
