import { type Database, openDatabase } from '@payspool/db';
import { canonicalEvent } from '@payspool/events';
import { DEFAULT_SETTINGS, type EventRecord, type EventResult } from '@payspool/projection';
import { createDatabase, waitFor } from '@payspool/testkit';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createEventWriter } from '../src/event-writer.ts';

let tables: Awaited<ReturnType<typeof createDatabase>>;
let open: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openDatabase({ url: tables.url, poolSize: 8, applicationName: 'event-writer-test' });
});
afterAll(async () => {
  await open.close();
  await tables.drop();
});

const created = (account: string, n: number, bytes = 2): [EventRecord, EventResult] => [
  {
    provider: 'stripe',
    account,
    eventKey: `evt_${n}`,
    type: 'order.created',
    occurredAt: new Date('2026-01-31T12:00:00.000Z'),
    receivedAt: new Date('2026-01-31T12:00:01.000Z'),
    rawBody: Buffer.alloc(bytes),
    headers: {},
  },
  {
    status: 'applied',
    events: [
      canonicalEvent({ type: 'order.created', orderRef: `o_${n}`, occurredAt: '2026-01-31T12:00:00.000Z' }),
    ],
  },
];

/** A writer, and the sizes of its sets. */
function writerOf(db: Database) {
  const sets: { events: number; waitsForLocks: boolean }[] = [];
  const write = createEventWriter(db, { settings: DEFAULT_SETTINGS, onSet: (set) => sets.push(set) });
  return { write, sets };
}

const many = (account: string, count: number, bytes?: number) =>
  Array.from({ length: count }, (_, n) => created(account, n, bytes));

describe('events that are ready at the same time', () => {
  it('share transactions up to a number of events, and each gets its own result', async () => {
    const { write, sets } = writerOf(open.prisma);
    const outcomes = await Promise.all(many('together', 150).map((event) => write(...event)));
    expect(outcomes).toEqual(many('together', 150).map(() => 'recorded'));
    expect(sets.map(({ events }) => events)).toEqual([64, 64, 22]);
    expect(await open.prisma.order.count({ where: { account: 'together' } })).toBe(150);
  });

  it('are divided by the size of their bodies; a larger one is written alone', async () => {
    const { write, sets } = writerOf(open.prisma);
    const bodies = [1, 1, 3, 1, 5, 1].map((megabytes, n) => created('large', n, megabytes * 1024 * 1024));
    await Promise.all(bodies.map((event) => write(...event)));
    expect(sets.map(({ events }) => events)).toEqual([2, 2, 1, 1]);
  });

  it('fail one by one', async () => {
    const { write } = writerOf(open.prisma);
    const [record, result] = created('failing', 1);
    const [other] = created('failing', 2);
    const outcomes = await Promise.allSettled([
      write(record, result),
      write({ ...other, eventKey: 'evt\u0000' }, result),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});

it('a single event is written at once', async () => {
  const { write, sets } = writerOf(open.prisma);
  expect(await write(...created('alone', 1))).toBe('recorded');
  expect(await write(...created('alone', 1))).toBe('duplicate');
  expect(sets).toEqual([
    { events: 1, waitsForLocks: false },
    { events: 1, waitsForLocks: false },
  ]);
});

it('events of a purchase that a set works on wait for it, and form the next set; others do not wait', async () => {
  const { write, sets } = writerOf(open.prisma);
  const account = 'in-work';
  const [record, result] = created(account, 0);
  const further = (eventKey: string) => write({ ...record, eventKey }, result);
  const first = write(record, result);
  await nextTurn();
  const second = [further('evt_second'), further('evt_third'), write(...created(account, 1))];
  expect(await Promise.all([first, ...second])).toEqual(Array(4).fill('recorded'));
  expect(sets).toEqual([1, 1, 2].map((events) => ({ events, waitsForLocks: false })));
});

it('an event whose purchase is locked does not delay other events', async () => {
  const { write, sets } = writerOf(open.prisma);
  const account = 'busy';
  await write(...created(account, 0));
  const [aggregate] = await open.prisma.aggregate.findMany({ where: { account } });
  let late: Promise<unknown> = Promise.resolve();
  await open.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT id FROM aggregates WHERE id = ${aggregate?.id} FOR UPDATE`;
    const [record, result] = created(account, 0);
    late = write({ ...record, eventKey: 'evt_late' }, result);
    const others = many(account, 5).slice(1);
    // They finish while the first one waits.
    expect(await Promise.all(others.map((event) => write(...event)))).toEqual(others.map(() => 'recorded'));
    await waitFor(() => sets.some(({ waitsForLocks }) => waitsForLocks), {
      what: 'the first one to wait for the lock',
    });
  });
  expect(await late).toBe('recorded');
  expect(sets.at(-1)).toEqual({ events: 1, waitsForLocks: true });
});
