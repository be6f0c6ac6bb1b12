import { raw, type Reader, sql } from '@payspool/db/reader';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  consumerStates,
  findFinding,
  findReaction,
  followUpStates,
  groupEvents,
  groupReactions,
  lastEvents,
  listFindings,
  listReactions,
  parseFilter,
  REACTION_LIST,
  readOverview,
} from '../src/index.ts';
import { fillStatements } from './many-events.ts';
import { before, NOW, scansOf, useReader } from './overview-under-test.ts';

const { reader, run } = useReader();
const EVENTS = 20_000;
const filter = (text: string) => parseFilter(REACTION_LIST, text, NOW);

beforeAll(async () => {
  for (const statement of fillStatements({ events: EVENTS, now: NOW })) await run(sql`${raw(statement)}`);
  await run(sql`
    UPDATE reactions SET queued_at = o.created_at, finished_at = o.created_at + interval '2 seconds'
    FROM outbox o WHERE o.id = outbox_id`);
  await run(sql`
    UPDATE reactions SET status = 'failed', error = 'answered 503 for tr_' || outbox_id || E'00000\nmore'
    WHERE consumer = 'forward:crm' AND outbox_id % 500 = 0`);
  await run(sql`
    UPDATE events SET status = 'ignored', error = 'the mode is test' WHERE event_key IN ('evt_4999_1', 'evt_4998_1')`);
  await run(sql`ANALYZE`);
});

describe('failures by cause', () => {
  it('events with one cause are one group, with the newest of them', async () => {
    const { groups, isMore } = await groupEvents(reader, { status: 'failed' });
    expect(isMore).toBe(false);
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(EVENTS / 200);
    const [rare, ...others] = groups.filter(({ type }) => type === 'charge.rare');
    expect(others.every(({ provider }) => provider !== 'stripe')).toBe(true);
    expect(rare).toMatchObject({
      cause: 'amount: not a decimal',
      newest: { error: 'amount: not a decimal' },
    });
    expect(rare && rare.since < rare.until).toBe(true);
    const ignored = await groupEvents(reader, { status: 'ignored' });
    expect(ignored.groups.map(({ cause, count }) => [cause, count])).toEqual([['the mode is test', 2]]);
  });

  it('reactions with one cause are one group: ids are removed, status codes are not', async () => {
    const { groups } = await groupReactions(reader);
    expect(groups).toMatchObject([
      { consumer: 'forward:crm', topic: 'order.paid', cause: 'answered 503 for …', count: 10 },
    ]);
    expect(groups[0]?.newest.error).toMatch(/^answered 503 for tr_\d+\nmore$/);
  });
});

describe('reactions', () => {
  it('are listed by a filter, newest first, page by page', async () => {
    const failed = filter('status:failed published:60d');
    const first = await listReactions(reader, failed, { limit: 6 });
    const second = await listReactions(reader, failed, { limit: 6, older: first.older });
    expect([first.rows.length, second.rows.length, second.older]).toEqual([6, 4, undefined]);
    const ids = [...first.rows, ...second.rows].map(({ outboxId }) => outboxId);
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? 1 : -1)));
    const back = await listReactions(reader, failed, { limit: 6, newer: second.newer });
    expect(back.rows).toEqual(first.rows);
    expect((await listReactions(reader, filter('order:pi_7 published:60d'))).rows).toMatchObject([
      { consumer: 'fulfilment', subjectKind: 'order', subjectRef: 'cs_7', status: 'succeeded' },
      { consumer: 'forward:crm' },
    ]);
    expect((await listReactions(reader, filter('event:evt_7_2 consumer:forward:*'))).rows).toHaveLength(1);
  });

  it('one is shown with its transition and the other consumers', async () => {
    const [row] = (await listReactions(reader, filter('event:evt_7_2'))).rows;
    const found = await findReaction(reader, { outboxId: row?.outboxId ?? 0n, consumer: 'forward:crm' });
    expect(found).toMatchObject({
      reaction: { topic: 'order.paid', attempts: 1 },
      transition: { eventKey: 'evt_7_2', payload: {}, occurrence: 1 },
      others: [{ consumer: 'fulfilment', status: 'succeeded' }],
    });
    expect(await findReaction(reader, { outboxId: row?.outboxId ?? 0n, consumer: 'nobody' })).toBeUndefined();
  });

  it('consumers have the time until delivery', async () => {
    expect(await consumerStates(reader)).toMatchObject([
      { consumer: 'forward:crm', deliveredP50Ms: 2000, deliveredP95Ms: 2000, failed: 10, disabledAt: null },
      { consumer: 'fulfilment', deliveredP50Ms: 2000, failed: 0, waiting: 0 },
    ]);
  });
});

describe('drift', () => {
  it('is listed with its rows, and without what is only information', async () => {
    const rows = [
      {
        table: 'orders',
        key: 'cs_1',
        kind: 'different',
        columns: [{ column: 'status', stored: '"pending"', derived: '"paid"' }],
      },
    ];
    for (const [id, name, seen, resolved] of [
      ['pi_1', 'behind', before(5), null],
      ['pi_2', 'gone', before(4), null],
      ['pi_3', 'missing', before(3), before(1)],
      ['pi_4', 'missing', before(2), null],
    ] as const)
      await run(sql`
        INSERT INTO drift VALUES ('stripe', 'eu', 'payment_intent', ${id}, ${name}, ${JSON.stringify(rows)}::jsonb, 'look',
          ${before(9)}, ${seen}, ${resolved})`);
    const open = await listFindings(reader, { limit: 1 });
    expect(open.rows).toMatchObject([{ objectId: 'pi_4', class: 'missing', rows, resolvedAt: null }]);
    expect((await listFindings(reader, { limit: 1, older: open.older })).rows).toMatchObject([
      { objectId: 'pi_1' },
    ]);
    expect((await listFindings(reader, { withInformation: true })).rows).toHaveLength(3);
    expect((await listFindings(reader, { resolved: true })).rows).toMatchObject([{ objectId: 'pi_3' }]);
    const name = { provider: 'stripe', account: 'eu', objectKind: 'payment_intent', objectId: 'pi_1' };
    expect(await findFinding(reader, name)).toMatchObject({ remedy: 'look', foundAt: before(9) });
    expect(await findFinding(reader, { ...name, objectId: 'pi_9' })).toBeUndefined();
  });

  it('follow-ups are counted by account and kind', async () => {
    await run(sql`
      INSERT INTO follow_ups (provider, account, kind, ref, next_at, error, is_gone)
      VALUES ('stripe', 'eu', 'order', 'a', ${before(5)}, 'answered 500', false),
        ('stripe', 'eu', 'order', 'b', ${before(-5)}, NULL, false), ('stripe', 'eu', 'order', 'c', ${NOW}, NULL, true)`);
    expect(await followUpStates(reader, { now: NOW })).toEqual([
      {
        provider: 'stripe',
        account: 'eu',
        kind: 'order',
        count: 2,
        due: 1,
        failed: 1,
        error: 'answered 500',
        nextAt: before(5),
      },
    ]);
  });
});

describe('the plans of the overview', () => {
  const asks: [string, (reader: Reader) => Promise<unknown>][] = [
    ['the overview', (asked) => readOverview(asked, { now: NOW })],
    ['the last events', lastEvents],
    ['failed events', (asked) => groupEvents(asked, { status: 'failed' })],
    ['failed reactions', (asked) => groupReactions(asked)],
    ['failing reactions of a week', (asked) => listReactions(asked, filter('status:failed'))],
    ['consumers', consumerStates],
  ];
  it.each(asks)('%s: no large table is read as a whole', async (_name, ask) => {
    const scans = await scansOf(reader, ask);
    expect(scans.length).toBeGreaterThan(0);
    expect(scans.filter((scan) => /Seq Scan on (events|reactions|outbox)/.test(scan))).toEqual([]);
  });
});
