import { type Database, openDatabase } from '@payspool/db';
import {
  DEFAULT_POLICY,
  type ProjectionSettings,
  publishDue,
  rebuild,
  refoldAggregate,
} from '@payspool/projection';
import { createLogger } from '@payspool/runtime';
import { createDatabase, waitFor } from '@payspool/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { readDue } from '../src/metrics.ts';
import { startPublishing } from '../src/publish-due-loop.ts';
import { fulfilmentOf, published, strays } from './fulfilled.ts';
import { eur, type Facts, happens } from './happenings.ts';

const START = Date.parse('2026-01-31T13:00:00.000Z');
const DAY_MS = 86_400_000;

let tables: Awaited<ReturnType<typeof createDatabase>>;
let database: ReturnType<typeof openDatabase>;
let db: Database;
let now: Date;
/** As many seconds after the first event came. */
const at = (seconds: number) => {
  now = new Date(START + seconds * 1000);
};
const settings: ProjectionSettings = {
  policy: DEFAULT_POLICY,
  merchantRefGraceMs: 30_000,
  now: () => now,
};
const publish = async () => (await publishDue(db, settings, { limit: 100 })).transitions;
const topics = async () => (await published(db)).map(({ topic }) => topic);
const held = () => db.entitlement.findMany({ orderBy: { ref: 'asc' } });
const differing = async () => (await rebuild(db, { settings, onDifference: () => undefined })).differing;

beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  database = openDatabase({ url: tables.url, poolSize: 8 });
  db = database.prisma;
});
afterAll(async () => {
  await database.close();
  await tables.drop();
});
beforeEach(() => at(0));
afterEach(async () => {
  await db.$executeRaw`TRUNCATE aggregates, events, outbox, entitlements, changes RESTART IDENTITY CASCADE`;
});

const comes = (key: string, second: number, facts: Facts) => happens(db, { key, second, facts, settings });

/** A purchase of 10 EUR, whose id of the merchant's comes by an event of its own. */
const purchase = (name = 'a') => ({
  paid: () =>
    comes(`${name}-paid`, 1, {
      type: 'payment.succeeded',
      paymentRef: `pi_${name}`,
      orderRef: `pi_${name}`,
      amount: eur(1000n),
      settlesOrder: true,
    }),
  named: (merchantRef = `m-${name}`, key = `${name}-named`) =>
    comes(key, 2, {
      type: 'order.completed',
      orderRef: `cs_${name}`,
      paymentRef: `pi_${name}`,
      amount: eur(1000n),
      merchantRef,
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'merchant',
    }),
  refunded: () =>
    comes(`${name}-refunded`, 3, {
      type: 'refund.succeeded',
      refundRef: `re_${name}`,
      paymentRef: `pi_${name}`,
      amount: eur(1000n),
    }),
});

describe("a purchase without the merchant's own id", () => {
  it('is published once with it, where it comes within the grace', async () => {
    const a = purchase();
    await a.paid();
    expect(await topics()).toEqual([]);
    expect(await db.order.findMany()).toMatchObject([{ orderRef: 'pi_a', status: 'paid' }]);
    at(10);
    await a.named();
    at(60);
    expect(await publish()).toBe(0);
    const told = await published(db);
    expect(told.map(({ topic }) => topic)).toEqual(['payment.succeeded', 'order.paid']);
    expect(told.map(({ payload }) => 'order' in payload && payload.order.merchantRef)).toEqual([
      false,
      'm-a',
    ]);
  });

  it('is published without it after the grace, and its late id once', async () => {
    const a = purchase();
    const fulfilment = fulfilmentOf(db, settings);
    await a.paid();
    at(29.999);
    expect(await publish()).toBe(0);
    expect(await readDue(db, now)).toMatchObject({ payspool_due_late: [[{}, 0]] });
    at(32);
    expect(await readDue(db, now)).toEqual({
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
    expect(await strays(db)).toEqual([]);
  });

  it('waits once: what comes after the wait is published at once', async () => {
    const a = purchase();
    await a.paid();
    at(30);
    await publish();
    at(31);
    await a.refunded();
    expect(await topics()).toEqual(['payment.succeeded', 'order.paid', 'order.refunded']);
  });

  it('waits as long from the first event, however many come meanwhile', async () => {
    const a = purchase();
    await a.paid();
    at(20);
    await a.refunded();
    expect(await topics()).toEqual([]);
    at(30);
    await publish();
    expect(await topics()).toEqual(['payment.succeeded', 'order.paid', 'order.refunded']);
  });

  it('is published at its time by a worker that started in between, once by all of them', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => purchase(name).paid()));
    at(30);
    const restarted = Array.from({ length: 3 }, () => openDatabase({ url: tables.url, poolSize: 2 }));
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
    expect(await db.aggregate.count({ where: { dueAt: { not: null } } })).toBe(0);
  });

  it('keeps its time when somebody folds it again silently meanwhile', async () => {
    await purchase().paid();
    const { id } = await db.aggregate.findFirstOrThrow();
    await refoldAggregate(db, id, { settings });
    expect(await topics()).toEqual([]);
    at(30);
    expect(await publish()).toBe(2);
    await purchase('b').paid();
    at(61);
    await refoldAggregate(db, (await db.aggregate.findFirstOrThrow({ orderBy: { id: 'desc' } })).id, {
      settings,
    });
    expect(await publish()).toBe(2);
  });

  it('keeps nobody waiting where it cannot be published', async () => {
    await purchase('a').paid();
    at(1);
    await purchase('b').paid();
    const { id } = await db.aggregate.findFirstOrThrow({ orderBy: { id: 'asc' } });
    await db.$executeRaw`UPDATE aggregates SET told = '{"broken": true}' WHERE id = ${id}`;
    at(60);
    const { aggregates, transitions, failures } = await publishDue(db, settings, { limit: 100 });
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

describe('access that ends by itself', () => {
  /** Paid for until then. */
  const END = new Date(START + 10 * DAY_MS).toISOString();
  const about = { subscriptionRef: 'sub_1', customerRef: 'cus_1', merchantRef: 'gold-9' };
  const begun = () =>
    comes('begun', 1, {
      type: 'subscription.activated',
      status: 'active',
      planRef: 'gold',
      paidPeriod: { start: '2026-01-31T12:00:01.000Z', end: END },
      ...about,
    });
  const canceled = () =>
    comes('canceled', 5, { type: 'subscription.canceled', status: 'canceled', ...about });
  const paused = () => comes('paused', 5, { type: 'subscription.paused', status: 'paused', ...about });
  const resumed = () => comes('resumed', 9, { type: 'subscription.resumed', status: 'active', ...about });
  const ends = async () => (await topics()).filter((topic) => topic === 'subscription.access_ended').length;
  const entitlement = async () => (await held())[0];

  it('is granted until then, and ended once', async () => {
    const fulfilment = fulfilmentOf(db, settings);
    await begun();
    await canceled();
    await fulfilment.catchUp();
    expect(await topics()).toEqual(['subscription.activated', 'subscription.canceled']);
    expect(await entitlement()).toMatchObject({
      status: 'granted',
      reason: null,
      validUntil: new Date(END),
    });
    expect(await differing()).toBe(0);
    now = new Date(Date.parse(END) - 1);
    expect(await publish()).toBe(0);
    now = new Date(END);
    expect(await publish()).toBe(1);
    expect(await publish()).toBe(0);
    await fulfilment.catchUp();
    expect(await topics()).toEqual([
      'subscription.activated',
      'subscription.canceled',
      'subscription.access_ended',
    ]);
    expect(await entitlement()).toMatchObject({
      ref: 'sub_1',
      status: 'revoked',
      reason: 'canceled',
      validUntil: new Date(END),
    });
    expect(await differing()).toBe(0);
    expect(await strays(db)).toEqual([]);
  });

  it('is revoked also by a reaction whose clock is behind', async () => {
    const behind = fulfilmentOf(db, { now: () => new Date(START) });
    await begun();
    await canceled();
    now = new Date(END);
    await publish();
    await behind.catchUp();
    expect(await entitlement()).toMatchObject({ status: 'revoked', reason: 'canceled' });
  });

  it('does not end at the time that a later event moved', async () => {
    await begun();
    await paused();
    expect(await db.subscription.findMany()).toMatchObject([{ validUntil: new Date(END) }]);
    await resumed();
    now = new Date(END);
    expect(await publish()).toBe(0);
    expect(await ends()).toBe(0);
    expect(await db.subscription.findMany()).toMatchObject([{ access: 'granted', validUntil: null }]);
  });

  it('ends at the later time where a payment for longer came in late', async () => {
    await begun();
    await canceled();
    const longer = new Date(START + 40 * DAY_MS).toISOString();
    await comes('longer', 4, {
      type: 'subscription.renewed',
      status: 'active',
      paidPeriod: { start: END, end: longer },
      ...about,
    });
    now = new Date(END);
    await publish();
    expect(await ends()).toBe(0);
    now = new Date(longer);
    await publish();
    await publish();
    expect(await ends()).toBe(1);
  });

  it('is back when billing runs again', async () => {
    const fulfilment = fulfilmentOf(db, settings);
    await begun();
    await paused();
    now = new Date(END);
    await publish();
    await fulfilment.catchUp();
    expect(await entitlement()).toMatchObject({ status: 'revoked', reason: 'paused' });
    await resumed();
    await fulfilment.catchUp();
    expect((await topics()).slice(3).toSorted()).toEqual(['subscription.reinstated', 'subscription.resumed']);
    expect(await entitlement()).toMatchObject({ status: 'granted', reason: null, validUntil: null });
    expect(await differing()).toBe(0);
  });
});

describe('an entitlement follows the name of its order', () => {
  it('when the order is renamed after it was written', async () => {
    const a = purchase();
    const fulfilment = fulfilmentOf(db, settings);
    await a.paid();
    at(30);
    await publish();
    await fulfilment.catchUp();
    expect(await held()).toMatchObject([{ ref: 'pi_a' }]);
    await a.named();
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'granted' }]);
    await fulfilment.catchUp();
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'granted', merchantRef: 'm-a' }]);
    expect(await strays(db)).toEqual([]);
  });

  it('when the reaction with the old name runs after the renaming, and again after all others', async () => {
    const a = purchase();
    const fulfilment = fulfilmentOf(db, settings);
    await a.paid();
    at(30);
    await publish();
    await a.named();
    await a.refunded();
    const [, paid] = await published(db);
    expect(paid?.payload).toMatchObject({ order: { orderRef: 'pi_a' } });
    if (paid) await fulfilment.reactTo(paid);
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'granted' }]);
    await fulfilment.catchUp();
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'revoked', reason: 'refunded' }]);
    if (paid) await fulfilment.reactTo(paid);
    expect(await held()).toMatchObject([{ ref: 'cs_a', status: 'revoked', reason: 'refunded' }]);
    expect(await strays(db)).toEqual([]);
  });

  it('and is gone when the order turns out to be a subscription’s', async () => {
    const a = purchase();
    const fulfilment = fulfilmentOf(db, settings);
    await a.paid();
    at(30);
    await publish();
    await fulfilment.catchUp();
    await comes('a-subscription', 4, {
      type: 'payment.linked',
      paymentRef: 'pi_a',
      subscriptionRef: 'sub_a',
    });
    expect(await held()).toEqual([]);
    const [, paid] = await published(db);
    if (paid) await fulfilment.reactTo(paid);
    await fulfilment.catchUp();
    expect((await held()).filter(({ kind }) => kind === 'order')).toEqual([]);
    expect(await strays(db)).toEqual([]);
  });

  it('an id that is known late of an order that was never paid entitles to nothing', async () => {
    const fulfilment = fulfilmentOf(db, settings);
    await comes('failed', 1, {
      type: 'payment.failed',
      paymentRef: 'pi_a',
      orderRef: 'pi_a',
      amount: eur(1000n),
      settlesOrder: true,
    });
    at(30);
    await publish();
    await comes('named', 2, {
      type: 'order.created',
      orderRef: 'pi_a',
      merchantRef: 'm-a',
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'merchant',
    });
    expect((await topics()).at(-1)).toBe('order.updated');
    await fulfilment.catchUp();
    expect(await held()).toEqual([]);
  });
});

describe("a second purchase with the merchant's own id of the first", () => {
  const bought = async (name: string) => {
    await purchase(name).named('same');
    await purchase(name).paid();
  };

  it('is granted by default', async () => {
    await bought('a');
    await bought('b');
    await fulfilmentOf(db, settings).catchUp();
    expect(await held()).toMatchObject([{ status: 'granted' }, { status: 'granted' }]);
  });

  it('is withheld while the first is granted, and granted when that one is refunded', async () => {
    const fulfilment = fulfilmentOf(db, { ...settings, duplicates: 'withhold' });
    await bought('a');
    await bought('b');
    await bought('c');
    await fulfilment.catchUp();
    const withheld = { status: 'withheld', reason: 'duplicate_merchant_ref', grantedAt: null };
    expect(await held()).toMatchObject([
      { ref: 'cs_a', status: 'granted' },
      { ref: 'cs_b', ...withheld },
      { ref: 'cs_c', ...withheld },
    ]);
    for (const transition of await published(db)) await fulfilment.reactTo(transition);
    expect((await held()).map(({ status }) => status)).toEqual(['granted', 'withheld', 'withheld']);
    await purchase('a').refunded();
    await fulfilment.catchUp();
    expect(await held()).toMatchObject([
      { ref: 'cs_a', status: 'revoked', reason: 'refunded' },
      { ref: 'cs_b', status: 'granted', reason: null, grantedAt: expect.any(Date) },
      { ref: 'cs_c', ...withheld },
    ]);
  });

  it('is one of the two that are paid at the same moment', async () => {
    await bought('a');
    await bought('b');
    const paid = (await published(db)).filter(({ topic }) => topic === 'order.paid');
    const fulfilment = fulfilmentOf(db, { ...settings, duplicates: 'withhold' });
    await Promise.all(paid.map((transition) => fulfilment.reactTo(transition)));
    expect((await held()).map(({ status }) => status).toSorted()).toEqual(['granted', 'withheld']);
  });
});
