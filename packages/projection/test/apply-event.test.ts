import { describe, expect, it } from 'vitest';
import { applyEvent, recordWithoutEffects } from '../src/index.ts';
import { at, eur, order, eventAt } from './histories/history.ts';
import { useDatabase } from './projection-under-test.ts';
import { apply, record } from './record.ts';
import { countInternals, readRows } from './tables.ts';

const database = useDatabase({ poolSize: 20 });

const created = eventAt('evt_created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) });
const paid = eventAt('evt_paid', 2, {
  type: 'payment.succeeded',
  paymentRef: 'p_1',
  orderRef: 'o_1',
  amount: eur(1000n),
});
const stripe = (account: string) => ({ provider: 'stripe', account });
const eventRow = (account: string, eventKey = 'evt_1') =>
  database.db.event.findUniqueOrThrow({
    where: { provider_account_eventKey: { ...stripe(account), eventKey } },
  });

describe('an event', () => {
  it('that comes twenty times at once has its effects once', async () => {
    const { db } = database;
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => apply(db, 'twenty', created)));
    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 19 }, () => 'duplicate'), 'recorded']);
    expect(await countInternals(db, stripe('twenty'))).toEqual({
      aggregates: 1,
      withoutEvents: 0,
      withoutAliases: 0,
      aliases: 1,
      events: 1,
    });
    const { orders, changes } = await readRows(db, stripe('twenty'));
    expect(orders).toEqual([
      order({ orderRef: 'o_1', status: 'pending', ...eur(1000n), createdAt: at(1), updatedAt: at(1) }),
    ]);
    expect(changes).toHaveLength(1);
  });

  it('without references is recorded and leaves no aggregate', async () => {
    const { db } = database;
    expect(await applyEvent(db, record({ account: 'nothing' }), { status: 'applied', events: [] })).toBe(
      'recorded',
    );
    expect(await countInternals(db, stripe('nothing'))).toMatchObject({ aggregates: 0, events: 1 });
  });

  it('of the same key at another account is another event', async () => {
    const { db } = database;
    expect(await apply(db, 'merchant-a', created)).toBe('recorded');
    expect(await apply(db, 'merchant-b', created)).toBe('recorded');
    expect((await readRows(db, stripe('merchant-a'))).orders).toHaveLength(1);
    expect((await readRows(db, stripe('merchant-b'))).orders).toHaveLength(1);
  });

  it('that is older than what is known never overwrites it', async () => {
    const { db } = database;
    const sub = { subscriptionRef: 'sub_1' };
    await apply(
      db,
      'older',
      eventAt('evt_new', 9, { ...sub, type: 'subscription.updated', status: 'active', planRef: 'plan_new' }),
    );
    await apply(
      db,
      'older',
      eventAt('evt_old', 1, {
        ...sub,
        type: 'subscription.created',
        status: 'incomplete',
        planRef: 'plan_old',
      }),
    );
    const { subscriptions } = await readRows(db, stripe('older'));
    expect(subscriptions).toMatchObject([
      { status: 'active', planRef: 'plan_new', createdAt: at(1), updatedAt: at(9) },
    ]);
  });

  it('is written whole or not at all', async () => {
    const { db } = database;
    // No Word holds a NUL; here it is what Postgres refuses late, when the event has its row already.
    const broken = { ...created, event: { ...created.event, orderRef: 'o_\u0000' } };
    await expect(apply(db, 'whole', broken)).rejects.toThrow();
    expect(await countInternals(db, stripe('whole'))).toMatchObject({ aggregates: 0, aliases: 0, events: 0 });
    expect((await readRows(db, stripe('whole'))).orders).toEqual([]);
  });
});

describe('an event that failed', () => {
  const failed = {
    status: 'failed',
    error: 'schema_violation: data.object.amount: expected a number',
  } as const;

  it('is replaced by a later success', async () => {
    const { db } = database;
    const delivery = record({
      account: 'mended',
      type: '',
      occurredAt: undefined,
      rawBody: Buffer.from('first'),
    });
    expect(await recordWithoutEffects(db, delivery, failed)).toBe('recorded');
    const corrected = record({ account: 'mended', type: 'order.paid', rawBody: Buffer.from('second') });
    expect(await applyEvent(db, corrected, { status: 'applied', events: [created.event, paid.event] })).toBe(
      'recorded',
    );

    const row = await eventRow('mended');
    expect(row).toMatchObject({ status: 'applied', type: 'order.paid', error: null });
    expect(row.appliedAt).toBeInstanceOf(Date);
    expect(Buffer.from(row.rawBody ?? []).toString()).toBe('second');
    expect((await readRows(db, stripe('mended'))).orders).toMatchObject([
      { status: 'paid', paidMinor: 1000n },
    ]);
  });

  it.each(['failed', 'ignored'] as const)('never replaces one that was applied: %s', async (status) => {
    const { db } = database;
    const account = `stays-${status}`;
    await applyEvent(db, record({ account }), { status: 'applied', events: [created.event] });
    const before = await eventRow(account);
    const again = record({ account, type: 'other', rawBody: Buffer.from('other') });
    expect(await recordWithoutEffects(db, again, { status, error: 'no' })).toBe('duplicate');
    expect(await eventRow(account)).toEqual(before);
    expect((await readRows(db, stripe(account))).orders).toHaveLength(1);
  });

  it('takes part in no fold', async () => {
    const { db } = database;
    await recordWithoutEffects(db, record({ account: 'unfolded' }), failed);
    expect(await eventRow('unfolded')).toMatchObject({
      status: 'failed',
      canonical: [],
      aggregateId: null,
      appliedAt: null,
    });
    expect(await countInternals(db, stripe('unfolded'))).toMatchObject({ aggregates: 0, aliases: 0 });
  });
});

describe('an event that was ignored', () => {
  const otherMode = { status: 'ignored', error: 'a live event on a test account' } as const;

  it('is replaced by a later success: its account has another mode by now', async () => {
    const { db } = database;
    const account = 'mode-mended';
    expect(await recordWithoutEffects(db, record({ account }), otherMode)).toBe('recorded');
    const paidNow = { status: 'applied', events: [created.event, paid.event] } as const;
    expect(await applyEvent(db, record({ account }), paidNow)).toBe('recorded');
    expect(await applyEvent(db, record({ account }), paidNow)).toBe('duplicate');
    expect(await eventRow(account)).toMatchObject({ status: 'applied', error: null });
    expect((await readRows(db, stripe(account))).orders).toMatchObject([
      { status: 'paid', paidMinor: 1000n },
    ]);
  });

  it('is not replaced by a failure', async () => {
    const { db } = database;
    const account = 'left-ignored';
    await recordWithoutEffects(db, record({ account }), otherMode);
    const failed = { status: 'failed', error: 'schema_violation' } as const;
    expect(await recordWithoutEffects(db, record({ account }), failed)).toBe('duplicate');
    expect(await eventRow(account)).toMatchObject(otherMode);
  });
});

describe('what is recorded', () => {
  it('of an ignored event is its reason, once', async () => {
    const { db } = database;
    const ignored = { status: 'ignored', error: 'unknown event type' } as const;
    expect(
      await recordWithoutEffects(db, record({ account: 'ignored', type: 'customer.created' }), ignored),
    ).toBe('recorded');
    expect(
      await recordWithoutEffects(db, record({ account: 'ignored', type: 'customer.created' }), ignored),
    ).toBe('duplicate');
    expect(await eventRow('ignored')).toMatchObject({
      status: 'ignored',
      type: 'customer.created',
      error: 'unknown event type',
      appliedAt: null,
      occurredAt: new Date('2026-01-31T12:00:01.000Z'),
      receivedAt: new Date('2026-01-31T12:00:05.000Z'),
    });
  });

  it('of the body is every byte: NUL, invalid UTF-8, half a surrogate pair', async () => {
    const { db } = database;
    const body = Buffer.concat([
      Buffer.from([0x00, 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
      Buffer.from('{"a":"\\u0000"}'),
    ]);
    await recordWithoutEffects(db, record({ account: 'bytes', rawBody: body }), {
      status: 'failed',
      error: 'not_json',
    });
    expect(Buffer.from((await eventRow('bytes')).rawBody ?? [])).toEqual(body);
  });

  it('of a reason and a type is what Postgres can hold, and no more than it may be long', async () => {
    const { db } = database;
    const result = { status: 'failed', error: `path\u0000a\ud800${'é'.repeat(2000)}` } as const;
    await recordWithoutEffects(db, record({ account: 'text', type: `t\u0000${'x'.repeat(300)}` }), result);
    const { error, type } = await eventRow('text');
    expect(error).toBe(`path a\ufffd${'é'.repeat(1000 - 7)}`);
    expect(type).toBe(`t ${'x'.repeat(253)}`);
  });
});
