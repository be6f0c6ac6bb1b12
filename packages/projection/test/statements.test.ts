import { createRequire } from 'node:module';
import { type Database, openDatabase } from '@payspool/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEvents, type RecordedEvent } from '../src/index.ts';
import { at, eur, eventAt } from './histories/history.ts';
import { useDatabase } from './projection-under-test.ts';
import { record } from './record.ts';

const database = useDatabase();

/** What Postgres is asked, statement by statement, by the first words of each. */
const asked: string[] = [];

type Query = (this: object, ...args: unknown[]) => unknown;
const requireOfDb = createRequire(new URL('../../db/package.json', import.meta.url));
const { Client } = createRequire(requireOfDb.resolve('@prisma/adapter-pg'))('pg') as {
  Client: { prototype: { query: Query } };
};
const query = Client.prototype.query;
beforeAll(async () => {
  // A new connection is asked for its settings first.
  await database.db.$queryRaw`SELECT 1`;
  Client.prototype.query = function count(...args) {
    const [config] = args;
    const text = typeof config === 'string' ? config : String((config as { text?: string }).text);
    asked.push(STEPS.find(({ of }) => of.test(text))?.name ?? text.trim().slice(0, 60));
    return query.apply(this, args);
  };
});
afterAll(() => {
  Client.prototype.query = query;
});

const STEPS = [
  { name: 'begin', of: /^BEGIN/ },
  { name: 'commit', of: /^COMMIT/ },
  { name: 'lock', of: /pg_(try_)?advisory_xact_lock/ },
  { name: 'load', of: /^\s*WITH carried/ },
  { name: 'history', of: /^\s*\(SELECT 'event' AS what/ },
  { name: 'missed', of: /^\s*SELECT later/ },
  { name: 'entitlements', of: /^\s*WITH gone/ },
  { name: 'merge', of: /^\s*WITH merged/ },
  { name: 'write', of: /^\s*WITH (kept_aggregates|given_events)/ },
] as const;

/** Applies events as one set, and returns what was asked for it. */
async function statementsOf(
  account: string,
  events: readonly RecordedEvent[],
  db: Database = database.db,
): Promise<string[]> {
  asked.length = 0;
  const settled = await applyEvents(
    db,
    events.map(({ eventKey, event }) => ({
      record: record({ account, eventKey, type: event.type, rawBody: Buffer.from(eventKey) }),
      result: { status: 'applied' as const, events: [event] },
    })),
  );
  expect(settled.map(({ status }) => status)).toEqual(events.map(() => 'recorded'));
  return [...asked];
}

const created = (n = 1) =>
  eventAt(`created_${n}`, 1, { type: 'order.created', orderRef: `o_${n}`, amount: eur(1000n) });
const paid = (n = 1) =>
  eventAt(`paid_${n}`, 2, {
    type: 'payment.succeeded',
    paymentRef: `p_${n}`,
    orderRef: `o_${n}`,
    amount: eur(1000n),
  });
const refunded = (second: number, name = 'refunded') =>
  eventAt(name, second, { type: 'refund.succeeded', refundRef: name, paymentRef: 'p_1', amount: eur(100n) });

const SET = ['begin', 'lock', 'load', 'write', 'commit'];

describe('what a set of events asks of Postgres', () => {
  it('is three statements for the first event of a purchase, and for each further one in order', async () => {
    expect(await statementsOf('in-order', [created()])).toEqual(SET);
    expect(await statementsOf('in-order', [paid()])).toEqual(SET);
    expect(await statementsOf('in-order', [refunded(3)])).toEqual(SET);
  });

  it('is three statements for fifty events of fifty purchases, and for the fifty that follow them', async () => {
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    expect(await statementsOf('fifty', numbers.map(created))).toEqual(SET);
    expect(await statementsOf('fifty', numbers.map(paid))).toEqual(SET);
  });

  it('is three statements for fifty events of one purchase', async () => {
    const refunds = Array.from({ length: 48 }, (_, n) => refunded(3 + n, `refund_${n}`));
    expect(await statementsOf('one', [created(), paid(), ...refunds])).toEqual(SET);
  });

  it('is one statement more for a late event that may rename the order', async () => {
    await statementsOf('late', [paid(), refunded(9)]);
    expect(await statementsOf('late', [created()])).toEqual(SET.toSpliced(-1, 0, 'entitlements'));
  });

  it('is one statement more where another worker was the last one to write: what this one has missed', async () => {
    const other = openDatabase({ url: database.url, poolSize: 1 });
    try {
      await other.prisma.$queryRaw`SELECT 1`;
      const numbers = Array.from({ length: 50 }, (_, n) => n);
      await statementsOf('two-workers', numbers.map(created));
      expect(await statementsOf('two-workers', numbers.map(paid), other.prisma)).toEqual(
        SET.toSpliced(3, 0, 'missed'),
      );
      expect(await statementsOf('two-workers', [refunded(3)])).toEqual(SET.toSpliced(3, 0, 'missed'));
      expect(await statementsOf('two-workers', [refunded(4, 'again')])).toEqual(SET);
    } finally {
      await other.close();
    }
  });

  it('is two statements more where two purchases turn out to be one, whose entitlements may have to follow', async () => {
    await statementsOf('merge', [created(1)]);
    await statementsOf('merge', [paid(2)]);
    const link = eventAt('link', 5, { type: 'payment.linked', paymentRef: 'p_2', orderRef: 'o_1' });
    expect(await statementsOf('merge', [link])).toEqual([
      'begin',
      'lock',
      'load',
      'merge',
      'write',
      'entitlements',
      'commit',
    ]);
  });

  it('is one statement for events that mean nothing to orders and subscriptions', async () => {
    asked.length = 0;
    const ignored = ['a', 'b', 'c'].map((eventKey) => ({
      record: record({ account: 'ignored', eventKey, occurredAt: new Date(at(1)) }),
      result: { status: 'ignored' as const, error: 'unknown event type' },
    }));
    await applyEvents(database.db, ignored);
    expect(asked).toEqual(['begin', 'write', 'commit']);
  });
});
