import { backfill, findOperation, runOperation } from '@payspool/operations';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { charge, unix } from '../../../packages/operations/test/shop-api.ts';
import { eventBody } from '../../../packages/operations/test/shop-provider.ts';
import { mortal } from '../../../packages/operations/test/mortal.ts';
import { BACKENDS } from './backends.ts';
import { type ImportUnderTest, openImport } from './import-under-test.ts';

const LAST_YEAR = '2025-03-04T12:00:00.000Z';
const SINCE = '2025-01-01T00:00:00.000Z';
const NOW = new Date();
const today = unix(NOW.toISOString().slice(0, 19) + 'Z');

describe.each(BACKENDS)('an import, over the queue in $name,', (backend) => {
  describe.skipIf(!backend.available)('', () => {
    let under: ImportUnderTest;
    beforeEach(async () => {
      under = await openImport(backend);
    });
    afterEach(() => under.close());
    const report = async (params: object = {}) => {
      const operation = await under.run({ since: SINCE, ...params });
      expect(operation).toMatchObject({ status: 'done', error: null });
      await under.settle();
      return backfill.report.parse(operation.report);
    };
    const ordersOf = async () =>
      (await under.db.order.findMany({ orderBy: { orderRef: 'asc' } })).map(
        ({ orderRef, status }) => `${orderRef} ${status}`,
      );

    it('publishes nothing; a refund today publishes exactly order.refunded', async () => {
      const old = charge('old', LAST_YEAR);
      under.api.add(
        old,
        charge('other', LAST_YEAR, { status: 'declined' }),
        charge('waiting', LAST_YEAR, { status: 'open' }),
      );
      under.api.events.push({
        id: 'evt_other',
        kind: 'charge_declined',
        at: today - 86_400,
        charge: charge('other', LAST_YEAR),
      });
      expect(await report()).toMatchObject({ read: 4, queued: 4, unread: [] });
      expect(await ordersOf()).toEqual(['ord_old paid', 'ord_other failed', 'ord_waiting pending']);
      expect(await under.topics()).toEqual([]);
      const sources = (await under.db.event.findMany({ orderBy: { eventKey: 'asc' } })).map(
        ({ source }) => source,
      );
      expect(sources).toEqual(['observed', 'observed', 'observed', 'refetched']);
      // What is known is not queued again.
      expect(await report()).toMatchObject({ read: 4, queued: 0, known: 4 });

      await under.deliver(
        'evt_refund',
        eventBody('evt_refund', 'charge_refunded', { at: today, charge: { ...old, cents_refunded: 1000 } }),
      );
      await under.settle();
      expect(await ordersOf()).toEqual(['ord_old refunded', 'ord_other failed', 'ord_waiting pending']);
      expect(await under.topics()).toEqual(['order.refunded ord_old']);
    });

    it('keeps the news of a purchase that was published for its next event', async () => {
      const live = charge('live', '2025-12-01T12:00:00.000Z');
      await under.deliver(
        'evt_paid',
        eventBody('evt_paid', 'charge_paid', { at: live.created, charge: live }),
      );
      await under.settle();
      const before = await under.topics();
      expect(before.toSorted()).toEqual(['order.paid ord_live', 'payment.succeeded ch_live']);
      // The refund was never delivered; the import shows it.
      under.api.add({ ...live, cents_refunded: 400, created: live.created + 60 });
      await report();
      expect(await ordersOf()).toEqual(['ord_live partially_refunded']);
      expect(await under.topics()).toEqual(before);
      await under.deliver(
        'evt_refund',
        eventBody('evt_refund', 'charge_refunded', { at: today, charge: { ...live, cents_refunded: 1000 } }),
      );
      await under.settle();
      expect((await under.topics()).slice(2)).toEqual([
        'order.partially_refunded ord_live',
        'order.refunded ord_live',
      ]);
    });

    it('gives the history to chosen consumers only, once, and later news to everybody', async () => {
      const old = charge('old', LAST_YEAR);
      under.api.add(old);
      expect(await report({ react: ['fulfilment'] })).toMatchObject({ reacted: 1, transitions: 2 });
      expect((await under.topics()).toSorted()).toEqual(['order.paid ord_old', 'payment.succeeded ch_old']);
      const reactions = await under.db.reaction.findMany({ include: { outbox: true } });
      expect(
        reactions.map(({ consumer, status, outbox }) => `${consumer} ${status} ${outbox.topic}`).toSorted(),
      ).toEqual(['fulfilment waiting order.paid', 'fulfilment waiting payment.succeeded']);
      // No relay gives them to other consumers.
      expect(await under.db.outbox.count({ where: { dispatchedAt: null } })).toBe(0);
      expect(await report({ react: ['fulfilment'] })).toMatchObject({ reacted: 0, transitions: 0 });
      await under.deliver(
        'evt_refund',
        eventBody('evt_refund', 'charge_refunded', { at: today, charge: { ...old, cents_refunded: 1000 } }),
      );
      await under.settle();
      expect((await under.topics()).slice(2)).toEqual(['order.refunded ord_old']);
      expect(await under.db.outbox.count({ where: { dispatchedAt: null } })).toBe(1);
    });

    it('killed many times at every step misses nothing and records nothing twice', async () => {
      const COUNT = 300;
      for (let nth = 0; nth < COUNT; nth += 1)
        under.api.add(charge(`${nth}`, new Date(Date.parse(LAST_YEAR) + nth * 3_600_000).toISOString()));
      const { id } = await under.begin({ since: SINCE });
      let kills = 0;
      for (let nth = 0; ; nth += 1) {
        // A page of ten has eleven exchanges of its own, with the queue and the API, and as many with the database.
        const ended = await runOperation(id, mortal(under.options, 1 + (nth % 29))).catch(() => undefined);
        if (ended) break;
        kills += 1;
        await under.endLeases();
      }
      await under.settle();
      expect(kills).toBeGreaterThan(30);
      expect(await under.db.event.count({ where: { status: 'applied', source: 'observed' } })).toBe(COUNT);
      expect(await under.db.order.count({ where: { status: 'paid' } })).toBe(COUNT);
      expect(await under.topics()).toEqual([]);
      const operation = await findOperation(under.db, id);
      expect(operation).toMatchObject({ status: 'done', done: operation?.total });
      // A page that was read twice is a call too many, and no event too many.
      const wasted = under.api.asked.length - new Set(under.api.asked).size;
      expect(wasted).toBeLessThanOrEqual(kills);
    });

    it('leaves what happened since the first delivery to deliveries, and what has just happened time to be delivered', async () => {
      const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
      const recent = charge('recent', daysAgo(0.01));
      under.api.add(charge('old', LAST_YEAR), charge('missed', daysAgo(1)), recent);
      const delays: (number | undefined)[] = [];
      const queue: typeof under.options.queue = {
        ...under.options.queue,
        enqueue: (job, options) => {
          delays.push(options?.delayMs);
          return under.queue.enqueue(job, options);
        },
      };
      const { id } = await under.begin({ since: daysAgo(0.5) });
      await runOperation(id, { ...under.options, queue });
      expect(delays).toEqual([50]);

      const first = charge('first', daysAgo(2));
      const body = eventBody('evt_first', 'charge_paid', { at: first.created, charge: first });
      await under.deliver('evt_first', body, new Date(daysAgo(2)));
      await under.settle();
      const imported = await report();
      expect(imported).toMatchObject({ read: 1, queued: 1, unread: [] });
      const [end] = imported.until;
      expect(Date.parse(end?.until ?? '')).toBeLessThan(Date.parse(daysAgo(1.9)));
      expect(await under.db.order.count({ where: { orderRef: 'ord_missed' } })).toBe(0);
    });

    it.each([
      ['a thousand waiting jobs', { waiting: 950 }],
      ['twenty thousand delayed jobs', { delayed: 19_950 }],
    ])('keeps at most %s in the queue', async (_, full) => {
      under.api.add(charge('one', LAST_YEAR));
      const { id } = await under.begin({ since: SINCE });
      let depths = 0;
      const queue = {
        ...under.options.queue,
        depth: async () => ({ ...(await under.queue.depth()), ...((depths += 1) < 3 && full) }),
        enqueue: (job: Parameters<typeof under.queue.enqueue>[0]) => {
          expect(depths).toBeGreaterThanOrEqual(3);
          return under.queue.enqueue(job);
        },
      };
      expect(await runOperation(id, { ...under.options, queue })).toMatchObject({ status: 'done' });
      expect(depths).toBeGreaterThan(3);
    });
  });
});
