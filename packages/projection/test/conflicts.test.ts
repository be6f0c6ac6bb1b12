import type { Transaction } from '@payspool/db';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '../src/store/transaction.ts';
import { useDatabase } from './projection-under-test.ts';

const database = useDatabase();

/** Resolves for both once both have come. */
function meeting(): () => Promise<void> {
  let arrived = 0;
  let open = () => {};
  const both = new Promise<void>((resolve) => (open = resolve));
  return () => {
    arrived += 1;
    if (arrived >= 2) open();
    return both;
  };
}

/**
 * Two transactions that take `first` and `second` in opposite order; how often each was begun.
 *
 * One that starts again waits until the other has committed. Otherwise it could take its first thing before Postgres has woken the other,
 * which waits for just that, and the two would be in a deadlock a second time.
 */
async function cross(take: (tx: Transaction, thing: 'first' | 'second') => Promise<unknown>) {
  const meet = meeting();
  const begun = { one: 0, other: 0 };
  const committed: { one?: Promise<void>; other?: Promise<void> } = {};
  committed.one = inTransaction(database.db, async (tx) => {
    begun.one += 1;
    if (begun.one > 1) await committed.other;
    await take(tx, 'first');
    await meet();
    await take(tx, 'second');
  });
  committed.other = inTransaction(database.db, async (tx) => {
    begun.other += 1;
    if (begun.other > 1) await committed.one;
    await take(tx, 'second');
    await meet();
    await take(tx, 'first');
  });
  await Promise.all([committed.one, committed.other]);
  return begun;
}

describe('after a deadlock of two transactions, one starts again and both commit', () => {
  it('if raw statements wait for each other', async () => {
    const numbers = { first: 1n, second: 2n };
    const { one, other } = await cross(
      (tx, thing) => tx.$executeRaw`SELECT pg_advisory_xact_lock(${numbers[thing]})`,
    );
    expect({ begun: one + other, least: Math.min(one, other) }).toEqual({ begun: 3, least: 1 });
  });

  it("if Prisma's own statements wait for each other", async () => {
    const { db } = database;
    const owner = { provider: 'stripe', account: 'deadlock' };
    const ids = {
      first: (await db.aggregate.create({ data: { ...owner, foldVersion: 0 } })).id,
      second: (await db.aggregate.create({ data: { ...owner, foldVersion: 0 } })).id,
    };
    const { one, other } = await cross((tx, thing) =>
      tx.aggregate.update({ where: { id: ids[thing] }, data: { foldVersion: { increment: 1 } } }),
    );
    expect({ begun: one + other, least: Math.min(one, other) }).toEqual({ begun: 3, least: 1 });
    const rows = await db.aggregate.findMany({ where: owner });
    // Each transaction counted once: what the loser did before the deadlock is gone.
    expect(rows.map(({ foldVersion }) => foldVersion)).toEqual([2, 2]);
  });
});

describe('a row that another transaction has inserted meanwhile', () => {
  const bound = (deliveryRef: string) => ({
    provider: 'paypal',
    account: 'unique',
    deliveryRef,
    bodySha256: new Uint8Array(32),
  });

  it.each([
    ["Prisma's own statement", (tx: Transaction, ref: string) => tx.deliveryRef.create({ data: bound(ref) })],
    [
      'a raw statement',
      (tx: Transaction, ref: string) => tx.$executeRaw`
        INSERT INTO delivery_refs (provider, account, delivery_ref, body_sha256)
        VALUES ('paypal', 'unique', ${ref}, ''::bytea)`,
    ],
  ])('makes the transaction start over, and find it: %s', async (name, insert) => {
    const { db } = database;
    await db.deliveryRef.create({ data: bound(name) });
    let attempts = 0;
    const found = await inTransaction(db, async (tx) => {
      attempts += 1;
      if (attempts === 1) await insert(tx, name);
      return tx.deliveryRef.count({ where: { deliveryRef: name } });
    });
    expect({ attempts, found }).toEqual({ attempts: 2, found: 1 });
  });

  it('is thrown as an error if it conflicts at every attempt', async () => {
    const { db } = database;
    await db.deliveryRef.create({ data: bound('stays') });
    let attempts = 0;
    const attempt = inTransaction(db, async (tx) => {
      attempts += 1;
      await tx.deliveryRef.create({ data: bound('stays') });
    });
    await expect(attempt).rejects.toMatchObject({ code: 'P2002' });
    expect(attempts).toBe(5);
  });
});

it.each([
  ['a value that Postgres refuses', (tx: Transaction) => tx.$executeRaw`SELECT '23505 40P01'::bigint`],
  ['an error of the work itself', () => Promise.reject(new Error('40P01'))],
])('%s is not tried again', async (_, work) => {
  let attempts = 0;
  const attempt = inTransaction(database.db, async (tx) => {
    attempts += 1;
    await work(tx);
  });
  await expect(attempt).rejects.toThrow();
  expect(attempts).toBe(1);
});
