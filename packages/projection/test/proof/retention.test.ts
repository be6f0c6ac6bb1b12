import { waitFor } from '@payspool/testkit';
import { describe, expect, it } from 'vitest';
import { countBodies, eraseBodies, expire, recordWithoutEffects } from '../../src/index.ts';
import { eur, eventAt } from '../histories/history.ts';
import { useDatabase } from '../projection-under-test.ts';
import { record } from '../record.ts';
import { deliver, differencesIn } from './stored.ts';

const database = useDatabase();
const DAY_MS = 86_400_000;
/** `record` says that every delivery was received then. */
const RECEIVED = new Date('2026-01-31T12:00:05.000Z');
const daysAfter = (days: number) => new Date(RECEIVED.getTime() + days * DAY_MS);

const order = (name: string, customerRef?: string) =>
  eventAt(`order_${name}`, 1, {
    type: 'order.created',
    orderRef: `o_${name}`,
    amount: eur(500n),
    customerRef,
  });
const paid = (name: string) =>
  eventAt(`paid_${name}`, 2, {
    type: 'payment.succeeded',
    paymentRef: `p_${name}`,
    orderRef: `o_${name}`,
    amount: eur(500n),
  });

/** Keys of the events that still have their body. */
async function withBodies(account: string): Promise<string[]> {
  const rows = await database.db.event.findMany({ where: { account }, orderBy: { eventKey: 'asc' } });
  return rows.flatMap(({ eventKey, rawBody }) => (rawBody ? [eventKey] : []));
}

describe('erasing', () => {
  it('of a customer erases the bodies of events that name the customer and of their purchases, and no others', async () => {
    const { db } = database;
    const account = 'customer';
    for (const event of [order('ada', 'cus_ada'), paid('ada'), order('bob', 'cus_bob'), paid('bob')]) {
      await deliver(db, account, [event]);
    }
    const scope = { account, customerRefs: ['cus_ada'] };
    expect(await countBodies(db, scope)).toBe(2);
    expect(await eraseBodies(db, scope)).toBe(2);
    expect(await withBodies(account)).toEqual(['order_bob', 'paid_bob']);
    expect(await eraseBodies(db, scope)).toBe(0);
    expect(await differencesIn(db, account)).toEqual([]);
  });

  it('before a time erases the earlier bodies and headers of one account only', async () => {
    const { db } = database;
    await deliver(db, 'time', [order('old')]);
    const later = record({
      account: 'time',
      eventKey: 'later',
      receivedAt: daysAfter(1),
      headers: { a: 'b' },
    });
    await recordWithoutEffects(db, later, { status: 'ignored', error: 'x' });
    await deliver(db, 'elsewhere', [order('old')]);

    expect(await eraseBodies(db, { account: 'time', receivedBefore: daysAfter(1) })).toBe(1);
    expect(await withBodies('time')).toEqual(['later']);
    expect(await withBodies('elsewhere')).toEqual(['order_old']);
    expect(await eraseBodies(db, { account: 'time', receivedBefore: daysAfter(2) })).toBe(1);
    const row = await db.event.findFirstOrThrow({ where: { account: 'time', eventKey: 'later' } });
    expect(row).toMatchObject({ rawBody: null, headers: {}, status: 'ignored' });
  });

  it('waits for an event that is being written, and does not skip it', async () => {
    const { db } = database;
    await deliver(db, 'busy', [order('busy', 'cus_busy')]);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let locking: Promise<unknown> = Promise.resolve();
    await new Promise<void>((locked) => {
      locking = db.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT id FROM events WHERE account = 'busy' FOR UPDATE`;
        locked();
        await released;
      });
    });
    const erasing = eraseBodies(db, { account: 'busy', customerRefs: ['cus_busy'] });
    const isWaiting = async () => {
      const rows = await db.$queryRaw<unknown[]>`SELECT pid FROM pg_locks WHERE NOT granted`;
      return rows.length > 0;
    };
    await waitFor(isWaiting, { what: 'the erasure waits for the lock' });
    release();
    await locking;
    expect(await erasing).toBe(1);
    expect(await withBodies('busy')).toEqual([]);
  });

  it('ends between two batches when it is asked to stop', async () => {
    await deliver(database.db, 'stopped', [order('stopped')]);
    expect(await eraseBodies(database.db, { account: 'stopped' }, AbortSignal.abort())).toBe(0);
    expect(await withBodies('stopped')).toEqual(['order_stopped']);
  });
});

describe('expiry', () => {
  it('lets go of bodies and of ignored events by their own terms, and of nothing that was applied or failed', async () => {
    const { db } = database;
    const account = 'expiry';
    await deliver(db, account, [order('kept')]);
    await recordWithoutEffects(db, record({ account, eventKey: 'ignored' }), {
      status: 'ignored',
      error: 'x',
    });
    await recordWithoutEffects(db, record({ account, eventKey: 'failed' }), { status: 'failed', error: 'x' });
    const terms = { rawBodyDays: 30, ignoredEventDays: 90 };

    await expire(db, terms, { now: daysAfter(30) });
    expect(await withBodies(account)).toEqual(['failed', 'ignored', 'order_kept']);
    await expire(db, terms, { now: daysAfter(31) });
    expect(await withBodies(account)).toEqual([]);
    expect(await db.event.count({ where: { account } })).toBe(3);
    await expire(db, terms, { now: daysAfter(91) });
    const left = await db.event.findMany({ where: { account }, orderBy: { eventKey: 'asc' } });
    expect(left.map(({ eventKey, status }) => `${eventKey} ${status}`)).toEqual([
      'failed failed',
      'order_kept applied',
    ]);
  });

  it('leaves nothing to rebuild: the rows are derived without any body', async () => {
    const { db } = database;
    await eraseBodies(db, {});
    expect(await db.event.count({ where: { rawBody: { not: null } } })).toBe(0);
    expect(await differencesIn(db)).toEqual([]);
  });
});
