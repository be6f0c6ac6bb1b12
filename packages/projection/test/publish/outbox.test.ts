import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomHistory } from '../proof/random-histories.ts';
import { deliver } from '../proof/stored.ts';
import { eur, eventAt } from '../histories/history.ts';
import { useDatabase } from '../projection-under-test.ts';
import { expectPublishedInPostgres, transitionsIn, outboxOf } from './published-in-postgres.ts';

const database = useDatabase({ poolSize: 8 });
const second = useDatabase();
// That the outbox says what the tables say, for every lifecycle with its deliveries at once and in copies: proof/concurrency.test.ts.

const SEED = Number(process.env['FC_SEED'] ?? 20_260_131);
const HISTORIES = fc.sample(randomHistory({ maxDeliveries: 10 }), { numRuns: 15, seed: SEED });

it('publishes the same history with the same keys in another database', async () => {
  for (const [number, history] of HISTORIES.entries()) {
    const account = `again-${number}`;
    const keys = async (db: typeof database.db) => {
      for (const delivery of history) await deliver(db, account, delivery);
      return (await outboxOf(db, account)).map(({ topic, idempotencyKey }) => `${topic} ${idempotencyKey}`);
    };
    expect(await keys(second.db)).toEqual(await keys(database.db));
  }
});

const paid = (key: string, time: number, paymentRef: string, orderRef: string) => [
  eventAt(key, time, {
    type: 'payment.succeeded',
    paymentRef,
    orderRef,
    amount: eur(500n),
    settlesOrder: true,
  }),
];

it('moves the outbox rows and reactions of an order that is merged', async () => {
  const { db } = database;
  const account = 'merged';
  await deliver(db, account, paid('a', 1, 'p_a', 'o_a'));
  await deliver(db, account, paid('b', 2, 'p_b', 'o_b'));
  for (const { id, aggregateId } of await outboxOf(db, account))
    await db.reaction.create({ data: { outboxId: id, consumer: 'crm', aggregateId, status: 'ready' } });
  expect(await db.aggregate.count({ where: { account } })).toBe(2);

  await deliver(db, account, [
    eventAt('link', 3, { type: 'payment.linked', paymentRef: 'p_b', orderRef: 'o_a' }),
  ]);
  const { id } = await db.aggregate.findFirstOrThrow({ where: { account } });
  const outbox = await outboxOf(db, account);
  expect(new Set(outbox.map(({ aggregateId }) => aggregateId))).toEqual(new Set([id]));
  const reactions = await db.reaction.findMany({ where: { outbox: { account } } });
  expect(reactions.map(({ aggregateId }) => aggregateId)).toEqual([id, id, id, id]);
  expect(await transitionsIn(db, account)).toEqual([
    'payment.succeeded p_a 1',
    'order.paid o_a 1',
    'payment.succeeded p_b 1',
    'order.paid o_b 1',
    'order.withdrawn o_b 1',
  ]);
  expect(outbox.at(-1)?.payload).toMatchObject({ movedTo: { kind: 'order', ref: 'o_a' } });
  await expectPublishedInPostgres(db, account);
});

it('writes transitions together with the rows, or neither', async () => {
  const { db } = database;
  const account = 'doomed';
  await db.$executeRawUnsafe(`
    CREATE FUNCTION doom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'doomed'; END $$`);
  // Raises at the commit: after the fold, and after the outbox row was written.
  await db.$executeRawUnsafe(`
    CREATE CONSTRAINT TRIGGER doom AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.account = '${account}') EXECUTE FUNCTION doom()`);
  await expect(deliver(db, account, paid('a', 1, 'p_a', 'o_a'))).rejects.toThrow();
  const where = { account };
  expect(await db.outbox.count({ where })).toBe(0);
  expect(await db.order.count({ where })).toBe(0);
  expect(await db.event.count({ where })).toBe(0);
  expect(await db.aggregate.count({ where })).toBe(0);

  await db.$executeRawUnsafe('DROP TRIGGER doom ON outbox');
  await deliver(db, account, paid('a', 1, 'p_a', 'o_a'));
  expect(await transitionsIn(db, account)).toEqual(['payment.succeeded p_a 1', 'order.paid o_a 1']);
});
