import { openReader } from '@payspool/db/reader';
import { EVENT_LIST, findEvent, listEvents, parseFilter } from '@payspool/inspect';
import { describe, expect, it } from 'vitest';
import { charge, type Reading, useReplay } from './replay-under-test.ts';

const under = useReplay();
const { recorded, replay, rowsOf, ordersOf } = under;

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
  it('that could not be read applies its parts, and does so only once', async () => {
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

  it('with --dry-run writes nothing', async () => {
    await recorded('rehearsed', [charge('a')]);
    expect((await replay({ account: 'rehearsed' }, { dryRun: true })).done).toEqual([
      'evt_batch#evt_a: new → applied',
      'evt_batch: failed → split',
    ]);
    expect(await rowsOf('rehearsed')).toEqual(['evt_batch failed']);
    expect(await ordersOf('rehearsed')).toEqual([]);
  });

  it("whose mapping drops a part removes the part's effects, and restores them when the part is back", async () => {
    await recorded('dropped', [charge('a'), charge('b')]);
    await replay({ account: 'dropped' });
    expect((await replay({ account: 'dropped' }, { reading: without('evt_b') })).done).toContain(
      'evt_batch#evt_b: applied → ignored',
    );
    expect(await ordersOf('dropped')).toEqual(['ord_a paid 100']);
    await replay({ account: 'dropped' });
    expect(await ordersOf('dropped')).toEqual(['ord_a paid 100', 'ord_b paid 100']);
  });

  it('that cannot be read now leaves its parts unchanged', async () => {
    await recorded('kept', [charge('a')]);
    await replay({ account: 'kept' });
    const unreadable = await replay({ account: 'kept' }, { reading: broken('evt_a') });
    expect(unreadable.done).toEqual(['evt_batch#evt_a: applied → applied', 'evt_batch: split → split']);
    expect(await ordersOf('kept')).toEqual(['ord_a paid 100']);
  });

  it('that is one event now moves the effects of its parts into its own row, and back', async () => {
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

it('replaying two deliveries with one event in both finds its one row from each of them', async () => {
  const ownKeys: Reading = (read) =>
    read.outcome === 'split'
      ? { ...read, parts: read.parts.map((part) => ({ eventKey: part.key, ...part })) }
      : read;
  await recorded('shared', [charge('a')], 'first');
  await recorded('shared', [charge('a'), charge('b')], 'second');
  expect((await replay({ account: 'shared' }, { reading: ownKeys })).done).toEqual([
    'evt_a: new → applied',
    'first: failed → split',
    'evt_a: applied → applied',
    'evt_b: new → applied',
    'second: failed → split',
  ]);
  const parts = await under.db.event.findMany({
    where: { account: 'shared', partOf: { not: null } },
    orderBy: { eventKey: 'asc' },
  });
  expect(parts.map(({ eventKey, partOf }) => `${eventKey} of ${partOf}`)).toEqual([
    'evt_a of first',
    'evt_b of second',
  ]);
  expect(await ordersOf('shared')).toEqual(['ord_a paid 100', 'ord_b paid 100']);
});

describe('replaying a part alone', () => {
  it('reads the body of its delivery, and leaves the other parts unchanged', async () => {
    await recorded('alone', [charge('a'), charge('b')]);
    await replay({ account: 'alone' }, { reading: broken('evt_b') });
    expect((await replay({ account: 'alone', status: 'failed' })).done).toEqual([
      'evt_batch#evt_b: failed → applied',
    ]);
    expect(await ordersOf('alone')).toEqual(['ord_a paid 100', 'ord_b paid 100']);
  });

  it('is left to its delivery if the part no longer exists or the body was erased', async () => {
    await recorded('gone', [charge('a'), charge('b')]);
    await replay({ account: 'gone' });
    const parts = { account: 'gone', status: 'applied' } as const;
    expect((await replay(parts, { reading: without('evt_b') })).done).toEqual([
      'evt_batch#evt_a: applied → applied',
      'skipped: its delivery no longer has this part: replay the delivery',
    ]);
    await under.db.event.updateMany({ where: { account: 'gone' }, data: { rawBody: null } });
    expect((await replay(parts)).done).toEqual([
      'skipped: a part of a delivery: its body has expired or was erased',
      'skipped: a part of a delivery: its body has expired or was erased',
    ]);
  });
});

describe('payspool events', () => {
  it('lists a delivery before its parts, with their counts, and shows for both where the body is', async () => {
    await recorded('shown', [charge('a'), charge('b', { cents: null })]);
    await replay({ account: 'shown' });
    // In the order of the worker: the delivery last.
    const { reader, close } = openReader({ url: under.url });
    const filter = parseFilter(EVENT_LIST, 'account:shown received:2026-01-31', new Date());
    const { rows } = await listEvents(reader, filter);
    expect(rows.find(({ status }) => status === 'split')?.parts).toEqual({ applied: 1, failed: 1 });
    const owner = { provider: 'fake', account: 'shown' };
    expect(await findEvent(reader, { eventKey: 'evt_batch', ...owner })).toMatchObject({
      partOf: null,
      parts: [
        { eventKey: 'evt_batch#evt_a', status: 'applied' },
        { eventKey: 'evt_batch#evt_b', status: 'failed' },
      ],
    });
    expect(await findEvent(reader, { eventKey: 'evt_batch#evt_a', ...owner })).toMatchObject({
      partOf: 'evt_batch',
      parts: [],
      changes: [{ kind: 'order', ref: 'ord_a' }],
    });
    await close();
  });
});
