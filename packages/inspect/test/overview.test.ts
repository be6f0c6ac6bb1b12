import { sql } from '@payspool/db/reader';
import { describe, expect, it } from 'vitest';
import { consumerStates, lastEvents, readOverview, readStorage, type Scope } from '../src/index.ts';
import { addEvents, before, NOW, useReader } from './overview-under-test.ts';

const database = useReader();
const overview = (scope: Scope = 'all') => readOverview(database.reader, { now: NOW, scope });
const hours = (from: number, to: number, step = 1): Date[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, at) => before((from + at * step) * 60));

describe('the overview', () => {
  it('is empty without events', async () => {
    expect(await overview()).toEqual({ waiting: [], accounts: [] });
    expect(await consumerStates(database.reader)).toEqual([]);
  });

  it('shows the last delivery of each account, and its last hour', async () => {
    await addEvents(database.run, { times: [before(1), before(1), before(59)], lagMs: 200 });
    await addEvents(database.run, { times: [before(5)], type: 'invoice.paid', lagMs: 1000 });
    await addEvents(database.run, { times: [before(0)], source: 'refetched' });
    await addEvents(database.run, { name: 'paypal/default', times: [before(0)], source: 'refetched' });
    const { accounts } = await overview();
    expect(accounts).toMatchObject([
      {
        provider: 'paypal',
        account: 'default',
        delivered: null,
        received: NOW,
        mode: 'live',
        isSilent: false,
      },
      { provider: 'stripe', account: 'eu', delivered: before(1), received: NOW, lagP50Ms: 200 },
    ]);
    const minutes = accounts[1]?.minutes ?? [];
    expect(minutes).toHaveLength(60);
    expect(minutes.flatMap((count, at) => (count > 0 ? [[at, count]] : []))).toEqual([
      [0, 1],
      [54, 1],
      [58, 2],
    ]);
    expect(accounts[0]?.minutes.every((count) => count === 0)).toBe(true);
    const last = await lastEvents(database.reader);
    expect(last.map(({ provider, type, source }) => [provider, type, source])).toEqual([
      ['paypal', 'charge.succeeded', 'refetched'],
      ['stripe', 'charge.succeeded', 'refetched'],
      ['stripe', 'invoice.paid', 'delivery'],
    ]);
  });

  it('finds the accounts that are silent for longer than ever before', async () => {
    // One delivery an hour, for days; then nothing for six hours.
    await addEvents(database.run, { name: 'adyen/broken', times: hours(6, 150) });
    // The same, and a pause of seven hours before, across types.
    await addEvents(database.run, { name: 'adyen/used', times: hours(6, 40) });
    await addEvents(database.run, { name: 'adyen/used', type: 'REFUND', times: hours(47, 150) });
    // Two types that make up for each other's pauses.
    await addEvents(database.run, { name: 'adyen/mixed', times: hours(6, 60) });
    await addEvents(database.run, { name: 'adyen/mixed', type: 'REFUND', times: hours(60, 150) });
    // Too little history, too long a silence, and no silence.
    await addEvents(database.run, { name: 'adyen/new', times: hours(6, 12) });
    await addEvents(database.run, { name: 'adyen/left', times: hours(24 * 40, 24 * 60) });
    await addEvents(database.run, { name: 'adyen/busy', times: hours(0, 150, 0.5) });
    const { accounts, waiting } = await overview();
    expect(accounts.flatMap(({ account, isSilent }) => (isSilent ? [account] : []))).toEqual([
      'broken',
      'mixed',
    ]);
    expect(waiting).toEqual([
      {
        kind: 'silent_accounts',
        count: 2,
        isMore: false,
        oldest: before(360),
        names: expect.arrayContaining(['adyen/broken', 'adyen/mixed']) as string[],
      },
    ]);
  });

  it('lists what waits for a person, and nothing that does not', async () => {
    const { run } = database;
    await addEvents(run, {
      status: 'failed',
      error: 'amount: not a decimal',
      times: [before(100), before(90)],
    });
    await run(sql`INSERT INTO disabled_consumers VALUES ('forward:crm', ${before(30)}, '410')`);
    await run(sql`
      INSERT INTO aggregates (id, provider, account, fold_version) VALUES (1, 'stripe', 'eu', 1)`);
    await run(sql`
      INSERT INTO outbox (topic, provider, account, aggregate_kind, aggregate_ref, occurrence, payload, idempotency_key, event_key,
        aggregate_id, created_at, dispatched_at)
      VALUES ('order.paid', 'stripe', 'eu', 'order', 'o1', 1, '{}', 'k1', 'e1', 1, ${before(50)}, ${before(49)}),
        ('order.paid', 'stripe', 'eu', 'order', 'o2', 1, '{}', 'k2', 'e2', 1, ${before(20)}, NULL),
        ('order.paid', 'stripe', 'eu', 'order', 'o3', 1, '{}', 'k3', 'e3', 1, ${NOW}, NULL)`);
    await run(sql`
      INSERT INTO reactions (outbox_id, consumer, aggregate_id, status, attempts, queued_at, finished_at)
      SELECT id, 'fulfilment', 1, 'failed', 3, ${before(49)}::timestamptz, ${before(40)}::timestamptz FROM outbox
      WHERE aggregate_ref = 'o1'`);
    const drift = (id: string, name: string, resolved: Date | null) => sql`
      INSERT INTO drift VALUES ('stripe', 'eu', 'charge', ${id}, ${name}, '[]', 'look', ${before(70)}, ${before(10)}, ${resolved})`;
    for (const statement of [
      drift('1', 'behind', null),
      drift('2', 'gone', null),
      drift('3', 'missing', NOW),
    ])
      await run(statement);
    const sweep = (account: string, doneTo: Date, error: string | null) => sql`
      INSERT INTO sweeps (provider, account, since, done_to, ended_at, error)
      VALUES ('stripe', ${account}, ${before(9000)}, ${doneTo}, ${before(2)}, ${error})`;
    await run(sweep('eu', before(20), null));
    await run(sweep('us', before(20), 'answered 401'));
    await run(sweep('uk', before(500), null));
    const operation = (kind: string, status: string, minutes: number) => sql`
      INSERT INTO operations (kind, params, is_rehearsal, status, requested_by, created_at, lease_until, finished_at)
      VALUES (${kind}, '{}', false, ${status}::operation_status, 'cli', ${before(minutes)}, ${before(minutes - 1)},
        ${['done', 'failed'].includes(status) ? before(minutes - 1) : null})`;
    await run(operation('replay', 'failed', 300));
    await run(operation('rebuild', 'failed', 300));
    await run(operation('rebuild', 'done', 200));
    await run(operation('backfill', 'waiting', 100));
    await run(operation('reconcile', 'waiting', 5));
    await run(operation('erase', 'running', 1));
    const { waiting } = await overview();
    expect(waiting.map(({ kind, count, oldest, names }) => [kind, count, oldest, names])).toEqual([
      ['failed_events', 2, before(100), []],
      ['failed_reactions', 1, before(40), ['fulfilment']],
      ['disabled_consumers', 1, before(30), ['forward:crm']],
      ['stuck_outbox', 1, before(20), ['order.paid']],
      ['findings', 1, before(70), ['stripe/eu']],
      ['sweeps', 2, before(500), ['stripe/uk', 'stripe/us']],
      ['operations', 2, before(299), ['backfill', 'replay']],
      ['silent_accounts', 2, before(360), expect.any(Array)],
    ]);
    const others = await overview([{ provider: 'stripe', account: 'us' }]);
    expect(others.accounts).toEqual([]);
    expect(others.waiting.map(({ kind, count }) => [kind, count])).toEqual([
      ['disabled_consumers', 1],
      ['sweeps', 1],
    ]);
    expect(await consumerStates(database.reader)).toMatchObject([
      {
        consumer: 'forward:crm',
        failed: 0,
        disabledAt: before(30),
        disabledReason: '410',
        deliveredAt: null,
      },
      { consumer: 'fulfilment', failed: 1, waiting: 0, queued: 0, disabledAt: null },
    ]);
  });
});

it('what is stored has the size of each table, and the time of the oldest row where an index knows it', async () => {
  await addEvents(database.run, { times: [before(60 * 24)] });
  const places = await readStorage(database.reader);
  expect(places.filter(({ isTable, size }) => isTable !== (size !== undefined))).toEqual([]);
  const [events, audit] = ['events', 'audit'].map((of) => places.find(({ name }) => name === of));
  expect(events?.size).toBeGreaterThan(0n);
  expect(events?.oldest?.getTime()).toBeLessThanOrEqual(before(60 * 24).getTime());
  expect(audit?.oldest).toBeUndefined();
});
