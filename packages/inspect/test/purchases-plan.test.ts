import { openReader, type OpenReader, type Reader, raw, sql, type Sql } from '@payspool/db/reader';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  countOrders,
  daysUntil,
  listOrders,
  locatePurchase,
  ORDERS,
  parseFilter,
  readLag,
  readMoney,
  readPurchase,
} from '../src/index.ts';

const NOW = new Date('2026-11-28T12:00:00.000Z');
/** Purchases: one every 26 s for 30 days. */
const MANY = 100_000;
/** Events of the one purchase that is long. */
const LONG = 10_000;

let database: TestDatabase;
let open: OpenReader;
beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openReader({ url: database.url, statementMs: 120_000 });
  for (const statement of fill()) await open.reader.query(raw(statement));
}, 180_000);
afterAll(async () => {
  await open?.close();
  await database?.drop();
});

/** Order `cs_7` of `ORD-7` is paid by `pi_7`; every tenth is refunded. Order `cs_1` has 10,000 events. */
function fill(): string[] {
  const time = `timestamptz '${NOW.toISOString()}' - (${MANY} - n) * interval '26 seconds'`;
  const owner = `'stripe', CASE WHEN n % 4 = 0 THEN 'eu' ELSE 'default' END`;
  const each = `FROM generate_series(1, ${MANY}) AS n`;
  const status = `CASE WHEN n % 10 = 0 THEN 'partially_refunded' WHEN n % 100 = 1 THEN 'failed' ELSE 'paid' END`;
  const long = `FROM generate_series(2, ${LONG}) AS n`;
  const longTime = `timestamptz '2026-10-30T00:00:00Z' + n * interval '1 second'`;
  return [
    `INSERT INTO aggregates (id, provider, account, fold_version) SELECT n, ${owner}, 1 ${each}`,
    `INSERT INTO orders (provider, account, order_ref, merchant_ref, status, disputed, currency, exponent, amount_minor, paid_minor,
       refunded_minor, charged_back_minor, access, customer_ref, created_at, updated_at, aggregate_id, fold_version)
     SELECT ${owner}, 'cs_' || n, 'ORD-' || n, ${status}, false, 'EUR', 2, 4900, 4900, 0, 0, 'granted', 'cus_' || n / 3, ${time}, ${time}, n, 1 ${each}`,
    `INSERT INTO payments (provider, account, payment_ref, order_ref, status, currency, exponent, amount_minor, refunded_minor,
       charged_back_minor, disputed, occurred_at, aggregate_id)
     SELECT ${owner}, 'pi_' || n, 'cs_' || n, 'succeeded', 'EUR', 2, 4900, 0, 0, false, ${time}, n ${each}`,
    `INSERT INTO refunds (provider, account, refund_ref, payment_ref, status, currency, exponent, amount_minor, occurred_at, aggregate_id)
     SELECT ${owner}, 're_' || n, 'pi_' || n, 'succeeded', 'EUR', 2, 100, ${time}, n ${each} WHERE n % 10 = 0`,
    `INSERT INTO aliases (provider, account, kind, ref, aggregate_id)
     SELECT ${owner}, kind, prefix || n, n ${each}, (VALUES ('order', 'cs_'), ('payment', 'pi_')) AS named (kind, prefix)`,
    `INSERT INTO events (provider, account, event_key, type, status, occurred_at, received_at, applied_at, mode, canonical, headers, aggregate_id)
     SELECT ${owner}, 'evt_' || n, 'payment_intent.succeeded', 'applied', ${time}, ${time} + interval '2 s', ${time} + interval '2.25 s', 'live', '[]', '{}', n ${each}`,
    `INSERT INTO events (provider, account, event_key, type, status, occurred_at, received_at, mode, canonical, headers, aggregate_id)
     SELECT 'stripe', 'default', 'long_' || n, 'charge.updated', 'applied', ${longTime}, ${longTime}, 'live', '[]', '{}', 1 ${long}`,
    `INSERT INTO changes (provider, account, kind, ref, event_key, event_index, "from", "to", moved, at, place, aggregate_id)
     SELECT 'stripe', 'default', 'order', 'cs_1', 'long_' || n, 0, '{}', '{}', '{"paid_minor": "1"}', ${longTime}, 0, 1 ${long}`,
    `INSERT INTO changes (provider, account, kind, ref, event_key, event_index, "from", "to", moved, at, place, aggregate_id)
     SELECT ${owner}, 'order', 'cs_' || n, 'evt_' || n, 0, '{}', '{}', '{"paid_minor": "4900"}', ${time}, 0, n ${each} WHERE n > 1`,
    'ANALYZE',
  ];
}

/** The statements of a read, the indexes that their plans name, and the tables that they read as a whole. */
async function planOf(read: (reader: Reader) => Promise<unknown>) {
  const statements: Sql[] = [];
  await read({
    query: (statement) => {
      statements.push(statement);
      return open.reader.query(statement);
    },
  });
  const plans = await Promise.all(
    statements.map(async (statement) =>
      (await open.reader.query<Record<string, string>>(sql`EXPLAIN ${statement}`))
        .flatMap((line) => Object.values(line))
        .join('\n'),
    ),
  );
  const text = plans.join('\n');
  return {
    statements: plans.length,
    indexes: [
      ...new Set([...text.matchAll(/(?:using|Index Scan(?: Backward)? on) (\w+)/g)].map(([, name]) => name)),
    ],
    whole: [...text.matchAll(/Seq Scan on (\w+)/g)]
      .map(([, table]) => table)
      .filter((name) => !EMPTY.has(name)),
  };
}

/** Postgres reads a table without rows as a whole. */
const EMPTY: ReadonlySet<unknown> = new Set([
  'subscriptions',
  'entitlements',
  'operations',
  'drift',
  'disputes',
  'outbox',
  'reactions',
  'follow_ups',
]);

const orders = (text: string) => parseFilter(ORDERS, text, NOW);
const CS_1 = { kind: 'order', provider: 'stripe', account: 'default', ref: 'cs_1' } as const;

describe('with 100,000 orders', () => {
  it.each([
    ['updated:90d', 'orders_status_updated_at_idx'],
    ['status:failed updated:90d', 'orders_status_updated_at_idx'],
    ['account:eu', 'orders_status_updated_at_idx'],
    ['disputed:yes updated:90d', 'orders_disputed_idx'],
    ['order:pi_77', 'orders_aggregate_id_idx'],
    ['merchant:ORD-77', 'orders_provider_account_merchant_ref_idx'],
    ['customer:cus_77', 'orders_provider_account_customer_ref_idx'],
  ])('the list of %j reads by %s', async (text, index) => {
    const { statements, indexes, whole } = await planOf((reader) => listOrders(reader, orders(text)));
    expect({ statements, whole }).toEqual({ statements: 1, whole: [] });
    expect(indexes).toContain(index);
  });

  it('the newest orders of each status are searched if no index selects those that match, and then those before', async () => {
    const filter = orders('customer:cus_9*,cus_1* account:eu updated:90d');
    const expected = (await listOrders(open.reader, filter, { limit: 50_000, isUnlimited: true })).rows;
    expect(expected.length).toBeGreaterThan(1_000);
    const found: string[] = [];
    let page = await listOrders(open.reader, filter, { limit: 400 });
    let limited = 0;
    for (;;) {
      found.push(...page.rows.map(({ ref }) => ref));
      if (page.searchedTo) limited += 1;
      if (!page.older) break;
      page = await listOrders(open.reader, filter, { limit: 400, older: page.older });
    }
    expect(found).toEqual(expected.map(({ ref }) => ref));
    expect(limited).toBeGreaterThan(1);
    const none = await listOrders(open.reader, orders('access:revoked updated:90d'));
    expect(none).toMatchObject({ rows: [], older: { at: none.searchedTo } });
  });

  it('the statuses are counted up to a limit, by the index on them', async () => {
    const { statements, whole } = await planOf((reader) => countOrders(reader, orders('updated:90d')));
    expect({ statements, whole }).toEqual({ statements: 1, whole: [] });
    const counts = await countOrders(open.reader, orders('updated:90d'));
    expect(counts.find(({ status }) => status === 'paid')).toMatchObject({ count: 10_000, isMore: true });
    expect(counts.find(({ status }) => status === 'failed')).toMatchObject({ count: 1_000, isMore: false });
  });

  it('an id is looked up by indexes', async () => {
    const { statements, whole } = await planOf((reader) => locatePurchase(reader, 'order', 'ORD-77'));
    expect({ statements, whole }).toEqual({ statements: 1, whole: [] });
  });

  it('the page of an order with 10,000 events reads by indexes, and shows the newest 200', async () => {
    const { statements, whole } = await planOf((reader) => readPurchase(reader, CS_1, { now: NOW }));
    expect({ statements, whole }).toEqual({ statements: 8, whole: [] });
    const purchase = await readPurchase(open.reader, CS_1, { now: NOW });
    expect(purchase?.events).toBe(BigInt(LONG));
    expect(purchase?.story).toHaveLength(200);
    expect(purchase?.story.at(-1)?.changes[0]?.steps).toEqual([
      { column: 'paid_minor', from: BigInt(LONG - 2), to: BigInt(LONG - 1) },
    ]);
  });

  it('the money of a day reads by the index on its time, and adds up', async () => {
    const day = daysUntil(new Date('2026-11-20T05:00:00Z'), 1);
    const { indexes, whole } = await planOf((reader) => readMoney(reader, day));
    expect(whole).toEqual([]);
    expect(indexes).toContain('payments_occurred_at_idx');
    const rows = await readMoney(open.reader, day);
    const [counted] = await open.reader.query<{ paid: bigint; refunds: bigint }>(sql`
      SELECT count(*) * 4900 AS paid, count(*) FILTER (WHERE aggregate_id % 10 = 0) AS refunds FROM payments
      WHERE occurred_at >= '2026-11-20T00:00:00Z' AND occurred_at < '2026-11-21T00:00:00Z'`);
    expect(rows.map(({ account, day: of, mode }) => [of, account, mode])).toEqual([
      ['2026-11-20', 'default', 'live'],
      ['2026-11-20', 'eu', 'live'],
    ]);
    const sum = (key: 'paidMinor' | 'refundedMinor' | 'netMinor') =>
      rows.reduce((total, row) => total + row[key], 0n);
    expect(sum('paidMinor')).toBe(counted?.paid);
    expect(sum('refundedMinor')).toBe((counted?.refunds ?? 0n) * 100n);
    expect(sum('netMinor')).toBe(sum('paidMinor') - sum('refundedMinor'));
  });

  it('the lag of an hour reads by the index on the time of receipt', async () => {
    const span = { from: new Date('2026-11-28T11:00:00Z'), to: NOW };
    const { indexes, whole } = await planOf((reader) => readLag(reader, span));
    expect(whole).toEqual([]);
    expect(indexes).toContainEqual(expect.stringMatching(/^events_(?:status_)?received_at_idx$/));
    const { accounts, isPartial } = await readLag(open.reader, span);
    expect(isPartial).toBe(false);
    expect(accounts.map(({ account, theirs, ours }) => [account, theirs.p95Ms, ours.maxMs])).toEqual([
      ['default', 2000, 250],
      ['eu', 2000, 250],
    ]);
    const none = await readLag(open.reader, {
      from: NOW,
      to: new Date(NOW.getTime() + 1),
      scope: [{ provider: 'stripe', account: 'eu' }],
    });
    expect(none.accounts.map(({ account, lastAt, ours }) => [account, lastAt, ours.p50Ms])).toEqual([
      ['eu', null, null],
    ]);
  });
});
