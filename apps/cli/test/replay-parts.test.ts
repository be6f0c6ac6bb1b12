import { openDatabase } from '@payspool/db';
import { recordWithoutEffects } from '@payspool/projection';
import {
  type Account,
  indexAccounts,
  type NamedMerchant,
  type Normalised,
  type Provider,
} from '@payspool/providers';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fake } from '../../../packages/providers/src/fake/index.ts';
import type { EventFilter } from '../src/events/event-condition.ts';
import { findEvent, findEvents } from '../src/events/find-events.ts';
import { matchingEvents } from '../src/events/matching-events.ts';
import { createReplayer } from '../src/events/replay-stored.ts';

let tables: Awaited<ReturnType<typeof createDatabase>>;
let open: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openDatabase({ url: tables.url, poolSize: 4 });
});
afterAll(async () => {
  await open.close();
  await tables.drop();
});

const charge = (id: string, fields: object = {}) => ({
  id: `evt_${id}`,
  kind: 'charge_paid',
  at: 1_769_860_800,
  charge: { id: `ch_${id}`, order: `ord_${id}`, cents: 100, currency: 'EUR', ...fields },
});
const bodyOf = (events: readonly object[]) =>
  Buffer.from(JSON.stringify({ id: 'evt_batch', kind: 'charge_batch', at: 1_769_860_900, events }));

/** A delivery whose body is kept, and that nobody could read so far. */
const recorded = (account: string, events: readonly object[], eventKey = 'evt_batch') =>
  recordWithoutEffects(
    open.prisma,
    {
      provider: 'fake',
      account,
      eventKey,
      type: 'charge_batch',
      receivedAt: new Date('2026-01-31T12:10:00.000Z'),
      mode: 'test',
      rawBody: bodyOf(events),
      headers: {},
    },
    { status: 'failed', error: 'schema_violation: kind' },
  );

type Reading = (normalised: Normalised) => Normalised;

/** `payspool replay` of these events, read as the code of today does, changed by `reading`. */
async function replay(
  filter: EventFilter & { readonly account: string },
  {
    reading = (read) => read,
    dryRun = false,
    react = false,
  }: { readonly reading?: Reading; readonly dryRun?: boolean; readonly react?: boolean } = {},
) {
  const provider: Provider = {
    ...(fake as unknown as Provider),
    normalise: (delivery, settings) => reading((fake as unknown as Provider).normalise(delivery, settings)),
  };
  const name = filter.account.split('/')[0] ?? '';
  const account: Account = { provider, name, mode: 'test', settings: {} };
  const run = createReplayer({ db: open.prisma, accounts: indexAccounts([account]), filter, dryRun, react });
  const done: string[] = [];
  let transitions = 0;
  const { events } = await matchingEvents(open.prisma, filter);
  for await (const event of events)
    for await (const step of run(event)) {
      if ('skipped' in step) done.push(`skipped: ${step.skipped}`);
      else {
        const { from, to } = step.replayed.status;
        transitions += step.replayed.transitions;
        done.push(`${step.event.eventKey}: ${from} → ${to}`);
      }
    }
  return { done, transitions };
}

const rowsOf = async (account: string) => {
  const rows = await open.prisma.event.findMany({ where: { account }, orderBy: { eventKey: 'asc' } });
  return rows.map(({ eventKey, status }) => `${eventKey} ${status}`);
};
const ordersOf = async (account: string) => {
  const orders = await open.prisma.order.findMany({ where: { account }, orderBy: { orderRef: 'asc' } });
  return orders.map(({ orderRef, status, paidMinor }) => `${orderRef} ${status} ${paidMinor.toFixed()}`);
};
const without =
  (key: string): Reading =>
  (read) =>
    read.outcome === 'split' ? { ...read, parts: read.parts.filter((part) => part.key !== key) } : read;
const broken =
  (key: string): Reading =>
  (read) =>
    read.outcome === 'split'
      ? {
          ...read,
          parts: read.parts.map((part) =>
            part.key === key
              ? { key, outcome: 'failed' as const, code: 'schema_violation', reason: 'charge.cents' }
              : part,
          ),
        }
      : read;

describe('replaying a delivery', () => {
  it('that could not be read applies its parts, and does so once', async () => {
    await recorded('read', [charge('a'), charge('b', { cents: null })]);
    expect((await replay({ account: 'read' })).done).toEqual([
      'evt_batch#evt_a: new → applied',
      'evt_batch#evt_b: new → failed',
      'evt_batch: failed → split',
    ]);
    expect(await ordersOf('read')).toEqual(['ord_a paid 100']);
    expect((await replay({ account: 'read' })).done).toEqual([
      'evt_batch#evt_a: applied → applied',
      'evt_batch#evt_b: failed → failed',
      'evt_batch: split → split',
    ]);
    expect(await rowsOf('read')).toEqual([
      'evt_batch split',
      'evt_batch#evt_a applied',
      'evt_batch#evt_b failed',
    ]);
  });

  it('only rehearsed writes nothing', async () => {
    await recorded('rehearsed', [charge('a')]);
    expect((await replay({ account: 'rehearsed' }, { dryRun: true })).done).toEqual([
      'evt_batch#evt_a: new → applied',
      'evt_batch: failed → split',
    ]);
    expect(await rowsOf('rehearsed')).toEqual(['evt_batch failed']);
    expect(await ordersOf('rehearsed')).toEqual([]);
  });

  it('whose mapping drops a part takes its meaning away, and gives it back when it is there again', async () => {
    await recorded('dropped', [charge('a'), charge('b')]);
    await replay({ account: 'dropped' });
    expect((await replay({ account: 'dropped' }, { reading: without('evt_b') })).done).toContain(
      'evt_batch#evt_b: applied → ignored',
    );
    expect(await ordersOf('dropped')).toEqual(['ord_a paid 100']);
    await replay({ account: 'dropped' });
    expect(await ordersOf('dropped')).toEqual(['ord_a paid 100', 'ord_b paid 100']);
  });

  it('that cannot be read today leaves its parts as they are', async () => {
    await recorded('kept', [charge('a')]);
    await replay({ account: 'kept' });
    const unreadable = await replay({ account: 'kept' }, { reading: broken('evt_a') });
    expect(unreadable.done).toEqual(['evt_batch#evt_a: applied → applied', 'evt_batch: split → split']);
    expect(await ordersOf('kept')).toEqual(['ord_a paid 100']);
  });

  it('that is one event today takes the meaning of its parts into its own row, and back', async () => {
    const whole: Reading = (read) =>
      read.outcome === 'split' && read.parts[0]?.outcome === 'events'
        ? {
            outcome: 'events',
            type: read.type,
            occurredAt: read.occurredAt,
            events: read.parts[0].events,
            warnings: [],
          }
        : read;
    await recorded('joined', [charge('a'), charge('b')]);
    await replay({ account: 'joined' });
    await replay({ account: 'joined' }, { reading: whole });
    expect(await rowsOf('joined')).toEqual([
      'evt_batch applied',
      'evt_batch#evt_a ignored',
      'evt_batch#evt_b ignored',
    ]);
    expect(await ordersOf('joined')).toEqual(['ord_a paid 100']);
    await replay({ account: 'joined' });
    expect(await rowsOf('joined')).toEqual([
      'evt_batch split',
      'evt_batch#evt_a applied',
      'evt_batch#evt_b applied',
    ]);
    expect(await ordersOf('joined')).toEqual(['ord_a paid 100', 'ord_b paid 100']);
  });
});

describe('replaying a part alone', () => {
  it('reads the body of its delivery, and leaves the other parts', async () => {
    await recorded('alone', [charge('a'), charge('b')]);
    await replay({ account: 'alone' }, { reading: broken('evt_b') });
    expect((await replay({ account: 'alone', status: 'failed' })).done).toEqual([
      'evt_batch#evt_b: failed → applied',
    ]);
    expect(await ordersOf('alone')).toEqual(['ord_a paid 100', 'ord_b paid 100']);
  });

  it('is left to its delivery where it is not read any more, or the body has gone', async () => {
    await recorded('gone', [charge('a'), charge('b')]);
    await replay({ account: 'gone' });
    const parts = { account: 'gone', status: 'applied' } as const;
    expect((await replay(parts, { reading: without('evt_b') })).done).toEqual([
      'evt_batch#evt_a: applied → applied',
      'skipped: a part that its delivery is not read in any more: replay the delivery',
    ]);
    await open.prisma.event.updateMany({ where: { account: 'gone' }, data: { rawBody: null } });
    expect((await replay(parts)).done).toEqual([
      'skipped: a part of a delivery: its body has expired or was erased',
      'skipped: a part of a delivery: its body has expired or was erased',
    ]);
  });
});

describe("events of another merchant's account", () => {
  const of =
    (is: NamedMerchant['is']): Reading =>
    (read) => ({ ...read, merchant: { ref: 'acct_1', is } });
  const single = async (account: string, id: string) =>
    recordWithoutEffects(
      open.prisma,
      {
        provider: 'fake',
        account,
        eventKey: `evt_${id}`,
        type: 'charge_paid',
        receivedAt: new Date('2026-01-31T12:10:00.000Z'),
        mode: 'test',
        rawBody: Buffer.from(JSON.stringify(charge(id))),
        headers: {},
      },
      { status: 'ignored', error: 'an event of the account acct_1, which is not ours' },
    );

  it('let in are applied under their own account and published only when asked for; taken out they are ignored again', async () => {
    const account = 'shop/acct_1';
    await single(account, 'a');
    expect((await replay({ account }, { reading: of('other') })).done).toEqual(['evt_a: ignored → ignored']);
    expect(await open.prisma.event.findFirst({ where: { account } })).toMatchObject({
      providerAccount: 'acct_1',
    });

    expect(await replay({ account }, { reading: of('connected') })).toEqual({
      done: ['evt_a: ignored → applied'],
      transitions: expect.any(Number) as number,
    });
    expect(await ordersOf(account)).toEqual(['ord_a paid 100']);
    expect(await ordersOf('shop')).toEqual([]);
    expect(await open.prisma.outbox.count({ where: { account } })).toBe(0);

    expect((await replay({ account }, { reading: of('other') })).done).toEqual(['evt_a: applied → ignored']);
    expect(await ordersOf(account)).toEqual([]);
    await replay({ account }, { reading: of('connected'), react: true });
    const told = await open.prisma.outbox.findMany({ where: { account }, orderBy: { id: 'asc' } });
    expect(told.map(({ topic }) => topic)).toContain('order.paid');
  });

  it('move with their effects when the settings say that they are ours, and when they say so no more', async () => {
    await single('mine/acct_1', 'a');
    await replay({ account: 'mine/acct_1' }, { reading: of('connected') });
    expect((await replay({ account: 'mine/acct_1' }, { reading: of('ours') })).done).toEqual([
      'evt_a: applied → applied',
    ]);
    expect([await ordersOf('mine'), await ordersOf('mine/acct_1')]).toEqual([['ord_a paid 100'], []]);
    expect(await rowsOf('mine/acct_1')).toEqual([]);
    expect(await open.prisma.alias.count({ where: { account: 'mine/acct_1' } })).toBe(0);

    expect((await replay({ account: 'mine' }, { reading: of('other') })).done).toEqual([
      'evt_a: applied → ignored',
    ]);
    expect(await ordersOf('mine')).toEqual([]);
    expect(await rowsOf('mine/acct_1')).toEqual(['evt_a ignored']);
  });

  it('move with the parts of their delivery', async () => {
    await recorded('parts', [charge('a'), charge('b')]);
    await replay({ account: 'parts' });
    await replay({ account: 'parts' }, { reading: of('connected') });
    expect(await rowsOf('parts')).toEqual([]);
    expect(await rowsOf('parts/acct_1')).toEqual([
      'evt_batch split',
      'evt_batch#evt_a applied',
      'evt_batch#evt_b applied',
    ]);
    expect([await ordersOf('parts'), await ordersOf('parts/acct_1')]).toEqual([
      [],
      ['ord_a paid 100', 'ord_b paid 100'],
    ]);
  });

  it('that are recorded there already stay there once', async () => {
    await single('twice/acct_1', 'a');
    await single('twice', 'a');
    await replay({ account: 'twice/acct_1' }, { reading: of('connected') });
    await replay({ account: 'twice' }, { reading: of('connected') });
    expect(await rowsOf('twice')).toEqual(['evt_a ignored']);
    expect(await open.prisma.event.findFirst({ where: { account: 'twice' } })).toMatchObject({
      error: 'recorded as an event of twice/acct_1',
    });
    expect(await ordersOf('twice/acct_1')).toEqual(['ord_a paid 100']);
  });
});

describe('payspool events', () => {
  it('lists a delivery before its parts, with their counts, and shows both with where the body is', async () => {
    await recorded('shown', [charge('a'), charge('b', { cents: null })]);
    await replay({ account: 'shown' });
    // As the worker writes it: the delivery last.
    const listed = await findEvents(open.prisma, { account: 'shown' }, 10);
    expect(listed.find(({ status }) => status === 'split')?.partCounts).toEqual({ applied: 1, failed: 1 });
    const owner = { provider: 'fake', account: 'shown' };
    expect(await findEvent(open.prisma, 'evt_batch', owner)).toMatchObject({
      partOf: null,
      bodyOf: 'evt_batch',
      parts: [
        { eventKey: 'evt_batch#evt_a', status: 'applied' },
        { eventKey: 'evt_batch#evt_b', status: 'failed' },
      ],
    });
    expect(await findEvent(open.prisma, 'evt_batch#evt_a', owner)).toMatchObject({
      partOf: 'evt_batch',
      bodyOf: 'evt_batch',
      parts: [],
      changed: [{ kind: 'order', ref: 'ord_a' }],
    });
  });
});
