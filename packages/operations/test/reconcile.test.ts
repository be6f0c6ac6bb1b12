import { afterEach, beforeEach, expect, it } from 'vitest';
import { differencesIn, type Finding, reconcile, runOperation } from '../src/index.ts';
import { openOperations, type OperationsUnderTest } from './operations-under-test.ts';
import { charge, unix } from './shop-api.ts';
import { shopAccount } from './shop-provider.ts';
import { indexAccounts } from '@payspool/providers';

const SINCE = '2026-01-01T00:00:00.000Z';
const CREATED = '2026-01-31T12:00:00.000Z';

let under: OperationsUnderTest;
beforeEach(async () => {
  under = await openOperations();
});
afterEach(() => under.close());

/** A charge at the provider whose payment was delivered. */
async function delivered(name: string): Promise<void> {
  const one = charge(name, CREATED);
  under.api.add(one);
  await under.deliver(`evt_${name}`, 'charge_paid', { at: one.created, charge: one });
}

const compare = async (change: Parameters<OperationsUnderTest['run']>[2] = {}, params: object = {}) => {
  const operation = await under.run(
    'reconcile',
    { since: SINCE, react: false, ...params },
    { isRehearsal: true, ...change },
  );
  expect(operation).toMatchObject({ status: 'done', error: null });
  return reconcile.report.parse(operation.report);
};
const inShort = (findings: readonly Finding[]) =>
  findings.map(({ id, class: name, rows }) => {
    const shown = rows.flatMap(({ table, kind, columns }) =>
      kind === 'different'
        ? columns.map(({ column, stored, derived }) => `${table} ${column} ${stored} → ${derived}`)
        : `${table} ${kind}`,
    );
    return [id, name, ...shown].join(', ');
  });
const ordersOf = async () =>
  (await under.db.order.findMany({ orderBy: { orderRef: 'asc' } })).map(
    ({ orderRef, status }) => `${orderRef} ${status}`,
  );

/** Four purchases: one whose row was changed, one whose event was deleted, one that was never delivered, and one that is right. */
async function threeDiffer(): Promise<void> {
  for (const name of ['changed', 'deleted', 'right']) await delivered(name);
  under.api.add(charge('never', CREATED));
  await under.db.order.updateMany({ where: { orderRef: 'ord_changed' }, data: { status: 'refunded' } });
  await under.db.event.deleteMany({ where: { eventKey: 'evt_deleted' } });
}

it('finds a changed row, a deleted event and an order that was never delivered, and records them if asked', async () => {
  await threeDiffer();
  const found = await compare();
  expect(inShort(found.findings)).toEqual([
    'ch_changed, behind, orders status refunded → paid',
    'ch_deleted, behind, orders missing, payments missing',
    'ch_never, missing, orders missing, payments missing',
  ]);
  expect(found.findings.map(({ remedy }) => remedy.split('.')[0])).toEqual([
    'Our rows differ from our own events: a row was changed, or an event was deleted',
    'Our rows differ from our own events: a row was changed, or an event was deleted',
    'Nothing of this purchase was received',
  ]);
  expect(differencesIn(found)).toBe(3);
  expect(found).toMatchObject({ read: 4, applied: 0, unread: [] });
  expect(found.findings[2]?.rows).toContainEqual({
    table: 'orders',
    key: 'ord_never',
    kind: 'missing',
    columns: [
      { column: 'status', stored: 'null', derived: 'paid' },
      { column: 'currency', stored: 'null', derived: 'EUR' },
      { column: 'amount_minor', stored: 'null', derived: '1000' },
      { column: 'paid_minor', stored: 'null', derived: '1000' },
      { column: 'access', stored: 'null', derived: 'granted' },
    ],
  });
  // It was a rehearsal: nothing of it is recorded.
  expect(await under.db.event.count()).toBe(2);
  expect(await ordersOf()).toEqual(['ord_changed refunded', 'ord_deleted paid', 'ord_right paid']);
  expect(await under.db.drift.count({ where: { resolvedAt: null } })).toBe(3);

  const applied = await compare({ isRehearsal: false });
  expect(applied.findings).toEqual(found.findings.map((finding) => ({ ...finding, applied: true })));
  expect(differencesIn(applied)).toBe(0);
  expect(await ordersOf()).toEqual([
    'ord_changed paid',
    'ord_deleted paid',
    'ord_never paid',
    'ord_right paid',
  ]);
  expect(await under.db.outbox.count({ where: { aggregateRef: 'ord_never' } })).toBe(0);

  const again = await compare();
  expect({ ...again, findings: again.findings.length }).toMatchObject({ read: 4, findings: 0, unread: [] });
  expect(await under.db.drift.count({ where: { resolvedAt: null } })).toBe(0);
});

it('publishes what it records with `react`', async () => {
  under.api.add(charge('never', CREATED));
  expect(await compare({ isRehearsal: false }, { react: true })).toMatchObject({
    applied: 1,
    transitions: 2,
  });
  const topics = (await under.db.outbox.findMany({ orderBy: { id: 'asc' } })).map(({ topic }) => topic);
  expect(topics.toSorted()).toEqual(['order.paid', 'payment.succeeded']);
});

it('never counts throttling as success: what was not read is named', async () => {
  await threeDiffer();
  under.api.refuse(429);
  const report = await compare();
  expect(report.unread).toEqual([
    {
      what: `fake/default charge since ${SINCE}`,
      reason: expect.stringMatching(/answered 429 .*, after 3 attempts$/),
    },
  ]);
  expect(report).toMatchObject({ read: 0, findings: [] });
  under.api.refuse();
  expect(differencesIn(await compare())).toBe(3);
});

it('names objects that could not be read a second time, and what is refused at once', async () => {
  under.api.add(charge('never', CREATED));
  under.api.refuse(403, '/charges/');
  const report = await compare();
  expect(report.findings).toEqual([]);
  expect(report.unread).toEqual([
    { what: 'fake/default charge ch_never', reason: expect.stringMatching(/answered 403 .*: refused_here$/) },
  ]);
  expect(under.api.asked.filter((path) => path === '/charges/ch_never')).toHaveLength(1);
});

it('does not report an object that changes, or whose delivery is applied, between the two looks', async () => {
  await delivered('overtaken');
  under.api.add(
    charge('overtaken', CREATED, { cents_refunded: 1000 }),
    charge('withdrawn', CREATED),
    charge('late', CREATED),
  );
  under.api.onGet(async (id) => {
    if (id === 'ch_overtaken') under.api.add(charge('overtaken', CREATED));
    if (id === 'ch_withdrawn') under.api.remove('ch_withdrawn');
    if (id === 'ch_late') await delivered('late');
  });
  const report = await compare();
  expect(report).toMatchObject({ read: 3, findings: [], unread: [] });
  expect(await under.db.drift.count()).toBe(0);
});

it('waits for a queue that is behind, and drops what is in the queue', async () => {
  under.api.add(charge('queued', CREATED));
  const { queue } = under.options;
  let looks = 0;
  const behind = {
    ...queue,
    oldestWaitingMs: () => Promise.resolve((looks += 1) < 4 ? 60_000 : undefined),
    find: () => Promise.resolve({ jobId: '1', state: 'waiting', attemptsMade: 0 }),
  };
  expect(await compare({ queue: behind })).toMatchObject({ read: 1, findings: [], unread: [] });
  expect(looks).toBe(4);
});

it('reports what contradicts, what is gone, what is elsewhere and what is unreadable, and cannot record them', async () => {
  await delivered('settled');
  const open = charge('open', '2025-06-01T12:00:00.000Z', { status: 'declined' });
  await under.deliver('evt_open', 'charge_declined', {
    at: unix(new Date().toISOString()) - 3600,
    charge: open,
  });
  under.api.add(
    charge('settled', '2026-02-01T12:00:00.000Z', { status: 'declined' }),
    charge('live', CREATED, { live: true }),
    charge('odd', CREATED, { cents: 'ten' }),
  );
  const account = shopAccount(under.api.url);
  const { reads } = account.provider;
  const lasting = { ...reads, objects: { ...reads?.objects, failedMaySucceedMs: 86_400_000 } };
  const accounts = indexAccounts([
    { ...account, provider: { ...account.provider, reads: lasting as typeof reads } },
  ]);
  const report = await compare({ accounts, isRehearsal: false });
  expect(report.findings.map(({ id, class: name }) => `${id} ${name}`).toSorted()).toEqual([
    'ch_live elsewhere',
    'ch_odd unreadable',
    'ch_open gone',
    'ch_settled contradicts',
  ]);
  expect(report.findings.find(({ id }) => id === 'ch_settled')?.remedy).toContain(
    'the payment ch_settled is failed, and our events say succeeded',
  );
  expect(report.findings.find(({ id }) => id === 'ch_odd')?.remedy).toContain(
    'schema_violation: answer.cents',
  );
  // Two of them are differences, and none of them was recorded.
  expect([differencesIn(report), report.applied]).toEqual([2, 0]);
  expect(await under.db.event.count({ where: { source: 'observed' } })).toBe(0);
});

it('asks only about given purchases, whether we know them or not', async () => {
  await delivered('known');
  await under.db.payment.updateMany({ data: { status: 'pending' } });
  under.api.add(charge('unknown', CREATED), charge('other', CREATED));
  const report = await compare({}, { orders: ['ord_known', 'ch_unknown', 'ch_nowhere'] });
  expect(report.findings.map(({ id, class: name }) => `${id} ${name}`)).toEqual([
    'ch_known behind',
    'ch_unknown missing',
  ]);
  expect(under.api.asked.some((path) => path.startsWith('/charges?'))).toBe(false);
});

it('reads nothing with credentials of another mode', async () => {
  const accounts = indexAccounts([shopAccount(under.api.url, { apiKey: 'live_key' })]);
  const report = await compare({ accounts });
  expect(report.unread).toEqual([
    { what: 'fake/default', reason: expect.stringContaining('credentials are of live mode') },
  ]);
  expect(under.api.asked).toEqual([]);
});

it('goes on after its process was killed at any exchange, and reports the same', async () => {
  await threeDiffer();
  const whole = await compare();
  const { id } = await under.begin('reconcile', { since: SINCE, react: false });
  let kills = 0;
  for (let step = 1; ; step += 1) {
    const ended = await runOperation(id, under.mortal(step)).catch(() => undefined);
    if (ended) break;
    kills += 1;
    await under.endLeases();
  }
  const operation = await under.db.operation.findUniqueOrThrow({ where: { id } });
  const report = reconcile.report.parse(operation.report);
  expect(report.findings).toEqual(whole.findings.map((finding) => ({ ...finding, applied: true })));
  expect(report).toMatchObject({ read: 4, counts: { missing: 1, behind: 2 }, applied: 3 });
  expect(kills).toBeGreaterThan(10);
  expect(await under.db.event.count({ where: { source: 'observed' } })).toBe(3);
  expect(differencesIn(await compare())).toBe(0);
});
