import { type Database, openDatabase } from '@payspool/db';
import { describe, expect, it } from 'vitest';
import { applyEvents, type RecordedEvent } from '../src/index.ts';
import { eur, eventAt } from './histories/history.ts';
import { useDatabase } from './projection-under-test.ts';
import { record } from './record.ts';
import { readRows } from './tables.ts';

const database = useDatabase();

/** In an order in which their rows can be inserted. */
const TABLES = ['aggregates', 'aliases', 'events', 'orders', 'payments', 'refunds', 'changes', 'outbox'];

/** What a failover to a replica does that was behind: what was committed since is gone, and ids may be given again. */
async function loseWhat(db: Database, happens: () => Promise<void>): Promise<void> {
  await db.$executeRawUnsafe('DROP SCHEMA IF EXISTS replica CASCADE');
  await db.$executeRawUnsafe('CREATE SCHEMA replica');
  for (const table of TABLES)
    await db.$executeRawUnsafe(`CREATE TABLE replica.${table} AS SELECT * FROM ${table}`);
  const [next] = await db.$queryRawUnsafe<{ id: bigint }[]>("SELECT nextval('events_id_seq') AS id");
  await happens();
  for (const table of TABLES.toReversed()) await db.$executeRawUnsafe(`DELETE FROM ${table}`);
  for (const table of TABLES)
    await db.$executeRawUnsafe(`INSERT INTO ${table} SELECT * FROM replica.${table}`);
  await db.$executeRawUnsafe(`SELECT setval('events_id_seq', ${next?.id})`);
}

async function apply(db: Database, account: string, ...events: readonly RecordedEvent[]): Promise<void> {
  for (const { eventKey, event } of events) {
    const [settled] = await applyEvents(db, [
      {
        record: record({ account, eventKey, type: event.type, rawBody: Buffer.from(eventKey) }),
        result: { status: 'applied' as const, events: [event] },
      },
    ]);
    expect(settled).toEqual({ status: 'recorded' });
  }
}

const created = eventAt('created', 1, { type: 'order.created', orderRef: 'o', amount: eur(10_000n) });
const paid = eventAt('paid', 2, {
  type: 'payment.succeeded',
  paymentRef: 'p',
  orderRef: 'o',
  amount: eur(10_000n),
});
/** Each of another amount, by its second. */
const refunded = (name: string, second: number) =>
  eventAt(name, second, {
    type: 'refund.succeeded',
    refundRef: name,
    paymentRef: 'p',
    amount: eur(10n ** BigInt(second - 3)),
  });

describe('a worker whose database has lost transactions in a failover', () => {
  it.each([
    { applied: [refunded('other', 4)], where: 'as many times since as it had written what is lost' },
    { applied: [refunded('other', 4), refunded('third', 5)], where: 'more often' },
    { applied: [], where: 'not at all' },
  ])('folds what there is, where another one has written $where', async ({ applied }) => {
    const account = `lost-${applied.length}`;
    const other = openDatabase({ url: database.url, poolSize: 1 });
    try {
      await apply(database.db, account, created, paid);
      await loseWhat(other.prisma, () => apply(database.db, account, refunded('lost', 3)));
      await apply(other.prisma, account, ...applied);
      await apply(database.db, account, refunded('last', 6));
      const expected = `${account}-expected`;
      await apply(database.db, expected, created, paid, ...applied, refunded('last', 6));
      expect(await readRows(database.db, { provider: 'stripe', account })).toEqual(
        await readRows(database.db, { provider: 'stripe', account: expected }),
      );
    } finally {
      await other.close();
    }
  });
});
