import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refoldAggregate, replayEvent, type Reread } from '../../src/index.ts';
import { at, eur, eventAt } from '../histories/history.ts';
import { type Delivery, randomHistory } from '../proof/random-histories.ts';
import { deliver } from '../proof/stored.ts';
import { useDatabase } from '../projection-under-test.ts';
import { expectPublishedInPostgres, transitionsIn, outboxOf } from './published-in-postgres.ts';

const database = useDatabase();
const SEED = Number(process.env['FC_SEED'] ?? 20_260_131);

const reread = (delivery: Delivery): Reread => ({
  status: 'applied',
  type: delivery[0]?.event.type ?? '',
  occurredAt: new Date(delivery[0]?.event.occurredAt ?? at(0)),
  events: delivery.map(({ event }) => event),
});
const MEANINGLESS: Reread = { status: 'ignored', type: 'x', error: 'means nothing' };

async function replay(
  account: string,
  eventKey: string,
  meaning: Reread,
  { dryRun = false, react = false }: { readonly dryRun?: boolean; readonly react?: boolean },
) {
  const { id } = await database.db.event.findFirstOrThrow({ where: { account, eventKey } });
  return replayEvent(database.db, id, { reread: meaning, dryRun, react });
}

const created = [eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) })];
const paid = [
  eventAt('paid', 2, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(1000n) }),
];
const pending = [
  eventAt('paid', 2, { type: 'payment.pending', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(1000n) }),
];
const refund = [
  eventAt('refund', 3, { type: 'refund.succeeded', refundRef: 'r_1', paymentRef: 'p_1', amount: eur(1000n) }),
];
const noted = [eventAt('noted', 4, { type: 'payment.linked', paymentRef: 'p_1' })];

const publishedLater = ['payment.succeeded p_1 1', 'order.paid o_1 1'];

describe('an event that means a payment after a replay', () => {
  const start = async (account: string) => {
    for (const delivery of [created, pending]) await deliver(database.db, account, delivery);
    expect(await transitionsIn(database.db, account)).toEqual([]);
  };

  it('is published if it is replayed with reactions', async () => {
    await start('react');
    expect((await replay('react', 'paid', reread(paid), { react: true })).transitions).toBe(2);
    expect(await transitionsIn(database.db, 'react')).toEqual(publishedLater);
    expect((await replay('react', 'paid', reread(paid), { react: true })).transitions).toBe(0);
    await expectPublishedInPostgres(database.db, 'react');
  });

  it('is due if it is replayed without reactions, and published with the next event', async () => {
    await start('due');
    expect((await replay('due', 'paid', reread(paid), {})).transitions).toBe(2);
    expect(await transitionsIn(database.db, 'due')).toEqual([]);
    await deliver(database.db, 'due', noted);
    expect(await transitionsIn(database.db, 'due')).toEqual(publishedLater);
    await expectPublishedInPostgres(database.db, 'due');
  });

  it('is published as paid before its refund, if the refund is the next event', async () => {
    await start('refund');
    await replay('refund', 'paid', reread(paid), {});
    await deliver(database.db, 'refund', refund);
    expect(await transitionsIn(database.db, 'refund')).toEqual([...publishedLater, 'order.refunded o_1 1']);
    await expectPublishedInPostgres(database.db, 'refund');
  });

  it('is published by a refold with reactions, and not by one without', async () => {
    await start('refold');
    await replay('refold', 'paid', reread(paid), {});
    const { id } = await database.db.aggregate.findFirstOrThrow({ where: { account: 'refold' } });
    expect(await refoldAggregate(database.db, id)).toEqual({ transitions: 2 });
    expect(await transitionsIn(database.db, 'refold')).toEqual([]);
    expect(await refoldAggregate(database.db, id, { react: true })).toEqual({ transitions: 2 });
    expect(await refoldAggregate(database.db, id, { react: true })).toEqual({ transitions: 0 });
    expect(await transitionsIn(database.db, 'refold')).toEqual(publishedLater);
  });

  it('in a dry run returns the number of transitions and writes nothing', async () => {
    await start('rehearsed');
    const before = await database.db.aggregate.findMany({ where: { account: 'rehearsed' } });
    expect((await replay('rehearsed', 'paid', reread(paid), { dryRun: true, react: true })).transitions).toBe(
      2,
    );
    expect(await transitionsIn(database.db, 'rehearsed')).toEqual([]);
    expect(await database.db.aggregate.findMany({ where: { account: 'rehearsed' } })).toEqual(before);
  });
});

const bare = [
  eventAt('bare', 2, {
    type: 'payment.succeeded',
    paymentRef: 'p_1',
    orderRef: 'o_1',
    amount: eur(1000n),
    settlesOrder: true,
  }),
];

describe('the only event of an order that has no meaning after a replay', () => {
  it('withdraws what it published, and publishes it again with the next number if its meaning returns', async () => {
    const { db } = database;
    const account = 'nothing';
    await deliver(db, account, bare);
    for (const round of [1, 2, 3]) {
      await replay(account, 'bare', MEANINGLESS, { react: true });
      expect((await transitionsIn(db, account)).slice(-2)).toEqual([
        `payment.withdrawn p_1 ${round}`,
        `order.withdrawn o_1 ${round}`,
      ]);
      await expectPublishedInPostgres(db, account);
      await replay(account, 'bare', reread(bare), { react: true });
      expect((await transitionsIn(db, account)).slice(-2)).toEqual([
        `payment.succeeded p_1 ${round + 1}`,
        `order.paid o_1 ${round + 1}`,
      ]);
      await expectPublishedInPostgres(db, account);
    }
  });

  it('withdraws nothing without reactions, and publishes nothing if its meaning returns', async () => {
    const { db } = database;
    const account = 'silently';
    await deliver(db, account, bare);
    expect((await replay(account, 'bare', MEANINGLESS, {})).transitions).toBe(2);
    expect((await replay(account, 'bare', reread(bare), { react: true })).transitions).toBe(0);
    expect(await transitionsIn(db, account)).toEqual(publishedLater);
    await expectPublishedInPostgres(db, account);
  });

  it('is withdrawn with the next event of the same reference', async () => {
    const { db } = database;
    const account = 'next';
    await deliver(db, account, bare);
    await replay(account, 'bare', MEANINGLESS, {});
    await deliver(db, account, [eventAt('failed', 3, { type: 'payment.failed', paymentRef: 'p_1' })]);
    expect((await transitionsIn(db, account)).slice(2)).toEqual([
      'order.withdrawn o_1 1',
      'payment.failed p_1 1',
    ]);
    await expectPublishedInPostgres(db, account);
  });
});

it('each order keeps its published state if a replay removes their link', async () => {
  const { db } = database;
  const account = 'apart';
  const other = [
    eventAt('other', 2, {
      type: 'payment.succeeded',
      paymentRef: 'p_2',
      orderRef: 'o_2',
      amount: eur(9n),
      settlesOrder: true,
    }),
  ];
  const link = [eventAt('link', 3, { type: 'payment.linked', paymentRef: 'p_2', orderRef: 'o_1' })];
  for (const delivery of [bare, other, link]) await deliver(db, account, delivery);
  await replay(account, 'link', MEANINGLESS, { react: true });
  expect((await transitionsIn(db, account)).slice(4)).toEqual(['order.withdrawn o_2 1', 'order.paid o_2 2']);
  const owners = new Map(
    (await outboxOf(db, account)).map(({ subject, aggregateId }) => [subject.ref, aggregateId]),
  );
  expect(owners.get('o_1')).toBe(owners.get('p_1'));
  expect(owners.get('o_2')).toBe(owners.get('p_2'));
  expect(owners.get('o_1')).not.toBe(owners.get('o_2'));
  await expectPublishedInPostgres(db, account);
});

describe('any meaning of an event after a replay', () => {
  const input = fc.record({
    history: randomHistory(),
    meaning: randomHistory({ maxDeliveries: 1 }),
    place: fc.nat({ max: 8 }),
  });
  const SAMPLES = fc.sample(input, { numRuns: 40, seed: SEED });

  it.each(SAMPLES.map((sample, number) => ({ ...sample, number })))(
    `it is published as the tables have it (sample $number, FC_SEED ${SEED})`,
    async ({ history, meaning: [meaning = []], place, number }) => {
      const { db } = database;
      const account = `meaning-${number}`;
      for (const delivery of history) await deliver(db, account, delivery);
      const old = history[place % history.length] ?? [];
      const eventKey = old[0]?.eventKey ?? '';
      const changed = meaning.map((recorded) => ({ ...recorded, eventKey }));
      const before = await outboxOf(db, account);
      await replay(account, eventKey, reread(changed), {});
      // Which aggregate a row belongs to may change; that it was published does not.
      expect((await outboxOf(db, account)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
      // It is due wherever the event belonged before, too.
      for (const { id } of await db.aggregate.findMany({ where: { account } }))
        await refoldAggregate(db, id, { react: true });
      await expectPublishedInPostgres(db, account);

      await replay(account, eventKey, MEANINGLESS, { react: true });
      await expectPublishedInPostgres(db, account);
      await replay(account, eventKey, reread(old), { react: true });
      await expectPublishedInPostgres(db, account);
    },
  );
});

describe('an order that was published under one name and has another now', () => {
  const intent = [
    eventAt('intent', 2, {
      type: 'payment.succeeded',
      paymentRef: 'p_1',
      orderRef: 'pi_1',
      amount: eur(1000n),
      settlesOrder: true,
    }),
  ];
  const session = (paymentRef?: string) => [
    eventAt('session', 1, { type: 'order.created', orderRef: 'cs_1', paymentRef, amount: eur(1000n) }),
  ];

  it('keeps its published state with its first name if a replay divides it', async () => {
    const { db } = database;
    const account = 'two';
    await deliver(db, account, intent);
    await deliver(db, account, session('p_1'));
    expect(await db.order.findMany({ where: { account } })).toMatchObject([{ orderRef: 'cs_1' }]);
    const received = ['payment.succeeded p_1 1', 'order.paid pi_1 1'];
    expect(await transitionsIn(db, account)).toEqual(received);

    await replay(account, 'session', reread(session()), { react: true });
    expect(await transitionsIn(db, account)).toEqual(received);
    expect(await db.order.findMany({ where: { account }, orderBy: { orderRef: 'asc' } })).toMatchObject([
      { orderRef: 'cs_1', status: 'pending' },
      { orderRef: 'pi_1', status: 'paid' },
    ]);
    await expectPublishedInPostgres(db, account);
  });
});
