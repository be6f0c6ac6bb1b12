import { openReader, type OpenReader, type Reader, raw, sql, type Sql } from '@payspool/db/reader';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  countEvents,
  EVENT_LIST,
  eventsNamed,
  findEvent,
  findId,
  listEvents,
  parseFilter,
} from '../src/index.ts';
import { fillStatements } from './many-events.ts';

const NOW = new Date('2026-11-28T12:00:00.000Z');
let database: TestDatabase;
let open: OpenReader;
let watched: ReturnType<typeof watching>;
beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openReader({ url: database.url, statementMs: 120_000 });
  for (const statement of fillStatements({ events: 80_000, now: NOW }))
    await open.reader.query(raw(statement));
  watched = watching(open.reader);
});
afterAll(async () => {
  await open?.close();
  await database?.drop();
});

/** A reader that remembers its statements. */
function watching(reader: Reader) {
  const statements: Sql[] = [];
  const watchedReader: Reader = {
    query: (statement) => {
      statements.push(statement);
      return reader.query(statement);
    },
  };
  return { reader: watchedReader, statements };
}

/** Postgres reads a table without rows as a whole. */
const EMPTY: ReadonlySet<unknown> = new Set(['subscriptions', 'entitlements', 'operations']);

/** The statements of a read, the indexes that their plans name, and the tables that they read as a whole. */
async function planOf(read: (reader: Reader) => Promise<unknown>) {
  watched.statements.length = 0;
  await read(watched.reader);
  const plans = await Promise.all(
    watched.statements.map(async (statement) => {
      const lines = await open.reader.query<Record<string, string>>(sql`EXPLAIN ${statement}`);
      return lines.map((line) => Object.values(line).join('')).join('\n');
    }),
  );
  const text = plans.join('\n');
  return {
    statements: plans.length,
    indexes: [
      ...new Set([...text.matchAll(/using (\w+)|on (\w+_(?:idx|key|pkey))/g)].map(([, a, b]) => a ?? b)),
    ],
    whole: [...text.matchAll(/Seq Scan on (\w+)/g)]
      .map(([, table]) => table)
      .filter((table) => !EMPTY.has(table)),
  };
}

const filter = (text: string) => parseFilter(EVENT_LIST, text, NOW);
const list = (text: string) => (reader: Reader) => listEvents(reader, filter(text));

describe('the list of events', () => {
  it.each([
    ['', 'events_received_at_idx'],
    ['status:failed', 'events_status_received_at_idx'],
    ['type:charge.rare received:30d', 'events_type_provider_account_received_at_idx'],
    ['type:charge.updated received:30d', 'events_received_at_idx'],
    ['provider:stripe account:default', 'events_received_at_idx'],
    ['source:refetched,observed', 'events_source_received_at_idx'],
    ['order:pi_77', 'events_aggregate_id_id_idx'],
    ['customer:cus_77', 'events_aggregate_id_id_idx'],
    ['evt_77_1', 'events_provider_account_event_key_key'],
    ['-status:applied error:decimal', 'events_received_at_idx'],
  ])('%j reads by %s', async (text, index) => {
    const plan = await planOf(list(text));
    expect(plan.indexes).toContain(index);
    expect(plan.whole).toEqual([]);
    expect(plan.statements).toBeLessThanOrEqual(3);
  });

  it('counts the parts of a delivery by status, with the same statement', async () => {
    await open.reader.query(sql`
      INSERT INTO events (provider, account, event_key, part_of, type, status, occurred_at, received_at, mode, headers, canonical)
      SELECT 'gocardless', 'default', key, part_of, 'payments', status::event_status, ${NOW}, ${NOW}, 'live', '{}', '[]'
      FROM (VALUES ('evt_batch', NULL, 'split'), ('evt_batch:1', 'evt_batch', 'applied'),
        ('evt_batch:2', 'evt_batch', 'failed'), ('evt_batch:3', 'evt_batch', 'applied')) AS part (key, part_of, status)`);
    const { rows } = await listEvents(open.reader, filter('status:split'));
    expect(rows.map(({ eventKey, parts }) => ({ eventKey, parts }))).toEqual([
      { eventKey: 'evt_batch', parts: { applied: 2, failed: 1 } },
    ]);
    const plan = await planOf(list('provider:gocardless'));
    expect(plan.indexes).toContain('events_provider_account_part_of_idx');
    expect(plan).toMatchObject({ statements: 2, whole: [] });
    await open.reader.query(sql`DELETE FROM events WHERE provider = 'gocardless'`);
  });

  it('shows what each event changed, page after page, each event once', async () => {
    const wanted = filter('order:ORD-404,pi_404,pi_405');
    const first = await listEvents(open.reader, wanted, { limit: 5 });
    expect(first.rows.map(({ eventKey }) => eventKey)).toEqual([
      'evt_405_4',
      'evt_405_3',
      'evt_405_2',
      'evt_405_1',
      'evt_404_4',
    ]);
    expect(first.rows[3]).toMatchObject({
      status: 'applied',
      touched: { kind: 'payment', ref: 'pi_405' },
      amount: { amountMinor: 4900n, currency: 'EUR', exponent: 2 },
      changes: [
        {
          kind: 'order',
          ref: 'cs_405',
          currency: 'EUR',
          steps: [
            { column: 'status', from: 'pending', to: 'paid' },
            { column: 'paid_minor', from: 0n, to: 2450n },
          ],
        },
      ],
    });
    const second = await listEvents(open.reader, wanted, { older: first.older, limit: 5 });
    expect(second.rows.map(({ eventKey }) => eventKey)).toEqual(['evt_404_3', 'evt_404_2', 'evt_404_1']);
    expect(second.older).toBeUndefined();
    const back = await listEvents(open.reader, wanted, { newer: second.newer, limit: 5 });
    expect(back.rows).toEqual(first.rows);
  });

  it('searches the newest events if no index selects those that match, and goes on from there', async () => {
    const wanted = filter('provider:mollie received:30d');
    const first = await listEvents(open.reader, wanted, { limit: 10_000 });
    expect(first.searchedTo).toEqual(first.older?.at);
    const second = await listEvents(open.reader, wanted, { limit: 10_000, older: first.older });
    expect(second).toMatchObject({ searchedTo: undefined, older: undefined });
    const keys = [...first.rows, ...second.rows].map(({ eventKey }) => eventKey);
    expect([keys.length, new Set(keys).size]).toEqual([800, 800]);
    const all = await listEvents(open.reader, wanted, { limit: 10_000, isUnlimited: true });
    expect(all.rows.map(({ eventKey }) => eventKey)).toEqual(keys);
    const back = await listEvents(open.reader, wanted, { limit: 10_000, newer: second.newer });
    expect(back.rows).toEqual(first.rows);

    const none = await listEvents(open.reader, filter('mode:test received:30d'));
    expect(none).toMatchObject({ rows: [], older: { at: none.searchedTo } });
    expect((await countEvents(open.reader, filter('mode:test received:30d'), NOW)).from).toEqual(
      none.searchedTo,
    );
    const found = await listEvents(open.reader, filter('provider:mollie received:30d'), { limit: 10 });
    expect(found).toMatchObject({ searchedTo: undefined, rows: { length: 10 } });
  });

  it.each(['status:failed mode:live', 'evt_9_1 mode:live', 'type:charge.rare provider:stripe'])(
    'searches everything for %j, which an index selects',
    async (text) => {
      expect((await listEvents(open.reader, filter(`${text} received:30d`))).searchedTo).toBeUndefined();
      expect(await planOf(list(`${text} received:30d`))).toMatchObject({ whole: [] });
    },
  );

  it('filters by every key', async () => {
    const count = async (text: string) => (await countEvents(open.reader, filter(text), NOW)).count;
    const since = new Date(NOW.getTime() - 15 * 86_400_000);
    const plain = async (condition: Sql) => {
      const [row] = await open.reader.query<{ count: number }>(
        sql`SELECT count(*)::int AS count FROM events WHERE received_at >= ${since} AND ${condition}`,
      );
      return row?.count;
    };
    expect(await count('received:30d')).toBe(10_000);
    expect(await count('received:30d status:failed')).toBe(400);
    expect(await count('received:30d type:charge.rare')).toBe(80);
    expect(await count('received:15d provider:mollie mode:live source:delivery')).toBe(
      await plain(sql`provider = 'mollie'`),
    );
    expect(await count('received:15d account:default/*')).toBe(await plain(sql`account LIKE 'default/%'`));
    expect(await count('received:15d late:>1h')).toBe(
      await plain(sql`received_at - occurred_at > interval '1 hour'`),
    );
    expect(await count('received:30d occurred:<2026-11-01 status:failed error:"NOT A"')).toBeGreaterThan(20);
    expect(await count('customer:cus_9 -status:failed')).toBe(4);
    expect(await count('evt_9_1,evt_9_2')).toBe(2);
  });

  it('counts the newest events by step of time, and says if there are more', async () => {
    const week = await countEvents(open.reader, filter('status:failed'), NOW);
    expect(week).toMatchObject({ isCut: false, to: NOW, stepMs: 3 * 3_600_000 });
    expect(week.bars.reduce((sum, { failed }) => sum + failed, 0)).toBe(week.count);
    expect(week.bars.length).toBeLessThan(60);
    const plan = await planOf((reader) => countEvents(reader, filter(''), NOW));
    expect(plan).toMatchObject({ statements: 1, whole: [] });
    expect(await countEvents(open.reader, filter('received:30d'), NOW)).toMatchObject({
      isCut: true,
      count: 10_000,
    });
  });
});

describe('one event', () => {
  const name = { provider: 'stripe', account: 'default', eventKey: 'evt_77_2' };

  it('has what it changed, what was published, and what happened beside it', async () => {
    const event = await findEvent(open.reader, name);
    expect(event).toMatchObject({
      status: 'applied',
      canonical: [{ type: 'payment.succeeded' }],
      headers: { 'stripe-signature': 't=1' },
      changes: [
        { ref: 'cs_77', steps: [{ column: 'status' }, { column: 'paid_minor', from: 2450n, to: 4900n }] },
      ],
      published: [
        {
          topic: 'order.paid',
          reactions: [{ consumer: 'forward:crm', status: 'succeeded' }, { consumer: 'fulfilment' }],
        },
      ],
      parts: [],
    });
    expect(event?.beside.map(({ eventKey }) => eventKey)).toEqual(['evt_77_1', 'evt_77_3', 'evt_77_4']);
    expect(await findEvent(open.reader, { ...name, account: 'eu' })).toBeUndefined();
    expect(await eventsNamed(open.reader, { eventKey: 'evt_77_2', provider: 'paypal' })).toEqual([]);
    expect(await eventsNamed(open.reader, { eventKey: 'evt_77_2' })).toMatchObject([name]);
  });

  it('is read by indexes alone', async () => {
    const plan = await planOf((reader) => findEvent(reader, name));
    expect(plan.whole).toEqual([]);
    expect(plan.statements).toBeLessThanOrEqual(5);
    expect(plan.indexes).toEqual(
      expect.arrayContaining([
        'events_provider_account_event_key_key',
        'changes_provider_account_event_key_idx',
        'outbox_event_key_provider_account_idx',
        'events_aggregate_id_id_idx',
      ]),
    );
  });
});

describe('a pasted id', () => {
  it.each([
    ['evt_77_2', [{ kind: 'event', eventKey: 'evt_77_2', provider: 'stripe', account: 'default' }]],
    ['cs_77', [{ kind: 'order', ref: 'cs_77', by: 'order' }]],
    ['https://dashboard.stripe.com/payments/pi_77', [{ kind: 'order', ref: 'cs_77', by: 'payment' }]],
    ['"ORD-77"', [{ kind: 'order', ref: 'cs_77', by: 'merchant' }]],
    ['cus_77', [{ kind: 'order', ref: 'cs_77', by: 'customer' }]],
    ['tr_28dd2c7955ce926456240b2ff0100bde', [{ kind: 'transition', topic: 'order.paid', ref: 'cs_77' }]],
    ['77', [{ kind: 'transition', outboxId: 77n }]],
    ['nothing_1', []],
  ])('%s leads to what it names', async (text, things) => {
    expect((await findId(open.reader, text)).things).toMatchObject(things);
  });

  it('is looked up by indexes in two statements', async () => {
    const plan = await planOf((reader) => findId(reader, '77 and pi_77'));
    expect(plan.whole).toEqual([]);
    expect(plan.statements).toBe(2);
  });
});
