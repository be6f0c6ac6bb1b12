import { openDatabase } from '@payspool/db';
import { publishDue, refoldAggregate } from '@payspool/projection';
import { createLogger } from '@payspool/runtime';
import { waitFor } from '@payspool/testkit';
import { describe, expect, it } from 'vitest';
import { readDue } from '../src/metrics.ts';
import { startPublishing } from '../src/publish-due-loop.ts';
import { useClockedProjection } from './clocked-projection.ts';
import { fulfilmentOf, published, strays } from './fulfilled.ts';

const under = useClockedProjection();
const { at, differing, held, publish, purchase, settings, topics } = under;

describe('a purchase without a merchant reference', () => {
  it('is published once with it if it comes within the grace period', async () => {
    const a = purchase();
    await a.paid();
    expect(await topics()).toEqual([]);
    expect(await under.db.order.findMany()).toMatchObject([{ orderRef: 'pi_a', status: 'paid' }]);
    at(10);
    await a.named();
    at(60);
    expect(await publish()).toBe(0);
    const transitions = await published(under.db);
    expect(transitions.map(({ topic }) => topic)).toEqual(['payment.succeeded', 'order.paid']);
    expect(transitions.map(({ payload }) => 'order' in payload && payload.order.merchantRef)).toEqual([
      false,
      'm-a',
    ]);
  });

  it('is published without it after the grace period, and the late reference once', async () => {
    const a = purchase();
    const fulfilment = fulfilmentOf(under.db, settings);
    await a.paid();
    at(29.999);
    expect(await publish()).toBe(0);
    expect(await readDue(under.db, settings.now())).toMatchObject({ payspool_due_late: [[{}, 0]] });
    at(32);
    expect(await readDue(under.db, settings.now())).toEqual({
      payspool_due_late: [[{}, 1]],
      payspool_due_oldest_seconds: [[{}, 2]],
    });
    expect(await publish()).toBe(2);
    expect(await publish()).toBe(0);
    await fulfilment.catchUp();
    expect(await held()).toMatchObject([{ ref: 'pi_a', status: 'granted', merchantRef: null }]);

    at(600);
    await a.named();
    await a.named('m-a', 'a-named-again');
    expect(await topics()).toEqual(['payment.succeeded', 'order.paid', 'order.updated']);
    await fulfilment.catchUp();
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'granted', merchantRef: 'm-a' }]);
    expect(await strays(under.db)).toEqual([]);
  });

  it('waits once: later changes are published at once', async () => {
    const a = purchase();
    await a.paid();
    at(30);
    await publish();
    at(31);
    await a.refunded();
    expect(await topics()).toEqual(['payment.succeeded', 'order.paid', 'order.refunded']);
  });

  it('waits the same time from the first event, with any number of later events', async () => {
    const a = purchase();
    await a.paid();
    at(20);
    await a.refunded();
    expect(await topics()).toEqual([]);
    at(30);
    await publish();
    expect(await topics()).toEqual(['payment.succeeded', 'order.paid', 'order.refunded']);
  });

  it('is published on time by a worker that started in between, and once by several workers', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => purchase(name).paid()));
    at(30);
    const restarted = Array.from({ length: 3 }, () => openDatabase({ url: under.url, poolSize: 2 }));
    const logger = createLogger({ app: 'worker', level: 'silent' });
    const loops = restarted.map(({ prisma }) =>
      startPublishing({ db: prisma, settings, logger, everyMs: 20 }),
    );
    await waitFor(async () => (await topics()).length === 8, { what: 'the waits to end' });
    await Promise.all(loops.map(({ stop }) => stop()));
    await Promise.all(restarted.map(({ close }) => close()));
    expect((await topics()).toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => 'order.paid'),
      ...Array.from({ length: 4 }, () => 'payment.succeeded'),
    ]);
    expect(await under.db.aggregate.count({ where: { dueAt: { not: null } } })).toBe(0);
  });

  it('keeps its time when it is folded again without an event', async () => {
    await purchase().paid();
    const { id } = await under.db.aggregate.findFirstOrThrow();
    await refoldAggregate(under.db, id, { settings });
    expect(await topics()).toEqual([]);
    at(30);
    expect(await publish()).toBe(2);
    await purchase('b').paid();
    at(61);
    await refoldAggregate(
      under.db,
      (await under.db.aggregate.findFirstOrThrow({ orderBy: { id: 'desc' } })).id,
      {
        settings,
      },
    );
    expect(await publish()).toBe(2);
  });

  it('does not delay others if it cannot be published', async () => {
    await purchase('a').paid();
    at(1);
    await purchase('b').paid();
    const { id } = await under.db.aggregate.findFirstOrThrow({ orderBy: { id: 'asc' } });
    await under.db.$executeRaw`UPDATE aggregates SET published_state = '{"broken": true}' WHERE id = ${id}`;
    at(60);
    const { aggregates, transitions, failures } = await publishDue(under.db, settings, { limit: 100 });
    expect({ aggregates, transitions }).toEqual({ aggregates: 1, transitions: 2 });
    expect(failures.map(({ aggregateId }) => aggregateId)).toEqual([id]);
  });

  it('has the same rows before and after it is published', async () => {
    await purchase().paid();
    expect(await differing()).toBe(0);
    at(30);
    await publish();
    expect(await differing()).toBe(0);
    await purchase().named();
    expect(await differing()).toBe(0);
  });
});
