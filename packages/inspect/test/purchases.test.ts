import { openDatabase } from '@payspool/db';
import { openReader, type OpenReader, type Reader, sql } from '@payspool/db/reader';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { dispatch } from '../../reactions/src/ledger.ts';
import {
  countOrders,
  expectationText,
  listOrders,
  listSubscriptions,
  locatePurchase,
  ORDERS,
  parseFilter,
  type Purchase,
  type PurchaseName,
  readPurchase,
  storyLines,
  SUBSCRIPTIONS,
  sumText,
} from '../src/index.ts';
import { after, applyAll, applyLifecycles } from './applied-events.ts';
import { ORDER, SUBSCRIPTION } from './one-purchase.ts';

const NOW = after(600);
const REAL = ['stripe', 'paypal', 'paymentkit', 'gocardless'];
let database: TestDatabase;
let open: OpenReader;
let prisma: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openReader({ url: database.url, statementMs: 60_000 });
  prisma = openDatabase({ url: database.url, poolSize: 8 });
  await applyAll(prisma.prisma, ORDER);
  await applyAll(prisma.prisma, SUBSCRIPTION);
  await dispatch(prisma.prisma, [{ consumer: 'fulfilment', topics: ['order.paid'] }], 100);
  for (const provider of REAL) await applyLifecycles(prisma.prisma, provider);
});
afterAll(async () => {
  await open?.close();
  await prisma?.close();
  await database?.drop();
});

const CS_1: PurchaseName = { kind: 'order', provider: 'stripe', account: 'default', ref: 'cs_1' };
const read = (name: PurchaseName, options: object = {}) =>
  readPurchase(open.reader, name, { now: NOW, ...options });

async function found(name: PurchaseName): Promise<Purchase> {
  const purchase = await read(name);
  if (!purchase) throw new Error(`${name.ref} was not found`);
  return purchase;
}

describe('the page of an order', () => {
  it('says how its status comes about', async () => {
    const { row, parts, aliases, events } = await found(CS_1);
    expect(row.kind === 'order' && sumText(row)).toBe(
      'paid 100.00 − refunded 30.00 − charged back 0.00 = 70.00 of 100.00 EUR',
    );
    expect(row.status).toBe('partially_refunded');
    expect(parts.map(({ kind, ref, status }) => `${kind} ${ref} ${status}`)).toEqual([
      'payment pi_1 succeeded',
      'refund re_1 succeeded',
    ]);
    expect(aliases.map(({ ref }) => ref)).toEqual(['cs_1', 'ch_1', 'pi_1', 're_1']);
    expect(events).toBe(5n);
  });

  it("tells its story in the provider's time, with ours beside it", async () => {
    const lines = storyLines(await found(CS_1)).map((line) => line.replaceAll(/#\d+/g, '#n'));
    expect(lines).toEqual([
      '2026-01-31T12:00:00Z  checkout.session.created  evt_1',
      '  Order cs_1 of 100.00 EUR was created.',
      '  begins as: pending, amount due 100.00 EUR',
      '2026-01-31T12:01:00Z  payment_intent.succeeded  evt_2  (came 3 h 12 min later, after 2 later events)',
      '  Payment pi_1 of 100.00 EUR for order cs_1 succeeded.',
      '  changed: pending → paid, paid 0.00 → 100.00 EUR',
      '  published payment.succeeded #n',
      '  published order.paid #n: fulfilment waiting, 0 attempts',
      '2026-01-31T12:02:00Z  charge.succeeded  evt_4',
      '  Payment pi_1 of 100.00 EUR for order cs_1 succeeded.',
      '  Changed nothing: payment_intent.succeeded evt_2 of 2026-01-31T12:01:00Z had stated the same.',
      "2026-01-31T12:03:00Z  payment_intent.created  evt_5  (read from the provider's list of events at 2026-01-31T17:03:00Z, after 1 later event)",
      '  Payment pi_1 of 100.00 EUR for order cs_1 is pending.',
      '  Changed nothing: charge.succeeded evt_4 of 2026-01-31T12:02:00Z had stated a later step.',
      '2026-01-31T12:20:00Z  charge.refunded  evt_3',
      '  Refund re_1 of 30.00 EUR for payment pi_1 was paid out.',
      '  changed: paid → partially_refunded, refunded 0.00 → 30.00 EUR',
      '  published order.partially_refunded #n',
    ]);
  });

  it('says what is expected next', async () => {
    const { expected } = await found({ ...CS_1, kind: 'subscription', ref: 'sub_1' });
    expect(expected.map((each) => expectationText(each, NOW))).toEqual([
      'It renews at 2026-01-31T23:40:00Z, in 1 h 40 min.',
    ]);
    const reactions = (await found(CS_1)).expected.map((each) => expectationText(each, NOW));
    expect(reactions[0]?.replace(/#\d+/, '#n')).toBe('Reaction fulfilment to order.paid #n is waiting.');
  });

  it('is not found by another name', async () => {
    expect(await read({ ...CS_1, ref: 'cs_2' })).toBeUndefined();
    expect(await read({ ...CS_1, account: 'other' })).toBeUndefined();
    expect(await read({ ...CS_1, kind: 'subscription' })).toBeUndefined();
  });

  it('takes at most eight statements, and a page of its story at a time', async () => {
    let statements = 0;
    const reader: Reader = {
      query: (statement) => {
        statements += 1;
        return open.reader.query(statement);
      },
    };
    const newest = await readPurchase(reader, CS_1, { now: NOW, limit: 2 });
    expect(statements).toBeLessThanOrEqual(8);
    expect(newest?.story.map(({ event }) => event.eventKey)).toEqual(['evt_5', 'evt_3']);
    const next = await read(CS_1, { limit: 2, older: newest?.older });
    expect(next?.story.map(({ event }) => event.eventKey)).toEqual(['evt_2', 'evt_4']);
    const last = await read(CS_1, { limit: 2, older: next?.older });
    expect(last?.story.map(({ event }) => event.eventKey)).toEqual(['evt_1']);
    expect(last?.older).toBeUndefined();
  });
});

describe('the story of every real purchase', () => {
  it('adds up to its row, and says of each event what it changed or why it changed nothing', async () => {
    const names = await open.reader.query<PurchaseName>(sql`
      SELECT 'order' AS kind, provider, account, order_ref AS ref FROM orders
      UNION ALL SELECT 'subscription', provider, account, subscription_ref FROM subscriptions`);
    expect(names.length).toBeGreaterThan(100);
    for (const name of names) {
      const purchase = await found(name);
      const about = JSON.stringify(name);
      expect(purchase.story.length, about).toBe(Number(purchase.events));
      for (const entry of purchase.story)
        expect(entry.changes.length > 0, about).toBe(entry.unchanged === undefined);
      expect(storyLines(purchase).join('\n'), about).not.toMatch(/undefined|NaN|\[object/);
      if (purchase.row.kind === 'order') expect(lastOf(purchase), about).toEqual(expectedOf(purchase.row));
    }
  });
});

/** The values of an order after the last change in its story. */
function lastOf({ row, story }: Purchase): Record<string, unknown> {
  const steps = story
    .flatMap(({ changes }) => changes)
    .filter(({ kind, ref }) => kind === row.kind && ref === row.ref)
    .flatMap((change) => change.steps);
  return Object.fromEntries(steps.map(({ column, to }) => [column, to]));
}

function expectedOf(row: Extract<Purchase['row'], { kind: 'order' }>): Record<string, unknown> {
  const { status, amountMinor, paidMinor, refundedMinor, chargedBackMinor } = row;
  const all = {
    status,
    amount_minor: amountMinor,
    paid_minor: paidMinor,
    refunded_minor: refundedMinor,
    charged_back_minor: chargedBackMinor,
  };
  return expect.objectContaining(
    Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== 0n)),
  ) as Record<string, unknown>;
}

const orders = (text: string) => parseFilter(ORDERS, text, NOW);
const refs = async (text: string) => (await listOrders(open.reader, orders(text))).rows.map(({ ref }) => ref);

describe('the list of orders', () => {
  it.each([
    'cs_1',
    'order:pi_1',
    'order:re_1',
    'order:cs* account:default updated:1d',
    'merchant:ORD-1',
    'customer:cus_1 status:partially_refunded,paid',
    'account:default refunded:>29.99 updated:1d',
    'account:default -status:paid disputed:no currency:EUR access:granted',
  ])('finds the order by %s', async (text) => {
    expect(await refs(text)).toEqual(['cs_1']);
  });

  it.each([
    'order:nothing',
    'account:default status:paid',
    'merchant:ORD-2',
    'cs_1 disputed:yes',
    'cs_1 -account:default',
  ])('finds nothing by %s', async (text) => {
    expect(await refs(text)).toEqual([]);
  });

  it('is read page by page, each row once, and its statuses are counted', async () => {
    const filter = orders('updated:>2000-01-01');
    const all = (await listOrders(open.reader, filter, { limit: 10_000 })).rows;
    const times = all.map(({ updatedAt }) => updatedAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const seen: string[] = [];
    let page = await listOrders(open.reader, filter, { limit: 7 });
    seen.push(...page.rows.map((row) => `${row.provider} ${row.account} ${row.ref}`));
    while (page.older) {
      page = await listOrders(open.reader, filter, { limit: 7, older: page.older });
      seen.push(...page.rows.map((row) => `${row.provider} ${row.account} ${row.ref}`));
    }
    expect(seen).toEqual(all.map((row) => `${row.provider} ${row.account} ${row.ref}`));
    const counts = await countOrders(open.reader, orders('updated:>2000-01-01 status:paid'));
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
    expect(counts.find(({ status }) => status === 'paid')).toEqual({
      status: 'paid',
      count: all.filter(({ status }) => status === 'paid').length,
      isMore: false,
    });
  });

  it('has a sibling for subscriptions', async () => {
    const list = async (text: string) =>
      (await listSubscriptions(open.reader, parseFilter(SUBSCRIPTIONS, text, NOW))).rows.map(
        ({ ref }) => ref,
      );
    expect(await list('merchant:ORD-2')).toEqual(['sub_1']);
    expect(await list('account:default plan:plan_1 renews:>2026-01-31')).toEqual(['sub_1']);
    expect(await list('sub_1 access:ended')).toEqual([]);
  });
});

describe('an id', () => {
  it.each([
    ['cs_1', 'ref'],
    ['ch_1', 'alias'],
    ['ORD-1', 'merchant'],
  ])('%s leads to the order', async (id, by) => {
    expect(await locatePurchase(open.reader, 'order', id)).toEqual([{ ...CS_1, by }]);
  });

  it('of something else leads nowhere', async () => {
    expect(await locatePurchase(open.reader, 'order', 'sub_1')).toEqual([]);
    expect(await locatePurchase(open.reader, 'order', '')).toEqual([]);
    expect(await locatePurchase(open.reader, 'order', 'cs_1', { provider: 'paypal' })).toEqual([]);
    expect(await locatePurchase(open.reader, 'subscription', 'ORD-2')).toMatchObject([{ ref: 'sub_1' }]);
  });
});
