import { openDatabase, Prisma, type Transaction } from '@payspool/db';
import { serializeEvents } from '@payspool/events';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  applyEvent,
  applyEvents,
  type Delivered,
  type Settled,
  DeliveryRefReusedError,
} from '../src/index.ts';
import { at, eur, eventAt } from './histories/history.ts';
import { useDatabase } from './projection-under-test.ts';
import { record } from './record.ts';
import { countInternals, readRows } from './tables.ts';

const database = useDatabase();

const created = (account: string, n: number, ref = `o_${n}`): Delivered => {
  const { event } = eventAt(`evt_${n}`, 1, { type: 'order.created', orderRef: `o_${n}`, amount: eur(1000n) });
  return {
    record: record({ account, eventKey: `evt_${n}`, rawBody: Buffer.from(`${n}`) }),
    // No Word holds a NUL: here it stands for whatever Postgres refuses.
    result: { status: 'applied', events: [{ ...event, orderRef: ref } as typeof event] },
  };
};
const fifty = (account: string) => Array.from({ length: 50 }, (_, n) => created(account, n));
const statuses = (settled: readonly Settled[]) => settled.map(({ status }) => status);

/** The same database, which counts transactions. */
function counting() {
  const counted = { transactions: 0 };
  const db = new Proxy(database.db, {
    get: (target, key) => {
      if (key === '$transaction') counted.transactions += 1;
      return Reflect.get(target, key) as unknown;
    },
  });
  return { db, counted };
}

describe('a set of fifty', () => {
  it.each([0, 17, 49])(
    'with one that Postgres refuses at place %i applies the others, once more at most',
    async (place) => {
      const account = `poison-${place}`;
      const { db, counted } = counting();
      const set = fifty(account).with(place, created(account, place, 'o_\u0000'));
      const settled = await applyEvents(db, set);
      expect(statuses(settled)).toEqual(fifty(account).map((_, n) => (n === place ? 'failed' : 'recorded')));
      expect(settled[place]).toMatchObject({ error: { code: 'P2010' } });
      expect(counted.transactions).toBe(1 + 50);
      expect(await countInternals(db, { provider: 'stripe', account })).toMatchObject({
        events: 49,
        aggregates: 49,
      });
      expect((await readRows(db, { provider: 'stripe', account })).orders).toHaveLength(49);
    },
  );

  it('with several failing events applies the others', async () => {
    const account = 'poisons';
    const bad = new Set([3, 4, 5, 6, 7, 30]);
    const set = fifty(account).map((one, n) => (bad.has(n) ? created(account, n, `o\u0000${n}`) : one));
    expect(statuses(await applyEvents(database.db, set))).toEqual(
      set.map((_, n) => (bad.has(n) ? 'failed' : 'recorded')),
    );
  });

  it('with a second body for a stored delivery id refuses only that event, in the same transaction', async () => {
    const account = 'delivery-refs';
    const under = (n: number, body: string): Delivered => {
      const one = created(account, n);
      return { ...one, record: { ...one.record, deliveryRef: 't_1', rawBody: Buffer.from(body) } };
    };
    await applyEvents(database.db, [under(0, 'genuine')]);
    const { db, counted } = counting();
    const set = fifty(account).with(7, under(7, 'forged'));
    const settled = await applyEvents(db, set);
    expect(statuses(settled)).toEqual(
      set.map((_, n) => (n === 0 ? 'duplicate' : n === 7 ? 'failed' : 'recorded')),
    );
    expect(settled[7]).toMatchObject({ error: expect.any(DeliveryRefReusedError) as unknown });
    expect(counted.transactions).toBe(1);
  });

  it('with two bodies for one new delivery id applies the first', async () => {
    const account = 'delivery-refs-in-one-set';
    const under = (n: number): Delivered => {
      const one = created(account, n);
      return { ...one, record: { ...one.record, deliveryRef: 't_1' } };
    };
    const settled = await applyEvents(database.db, fifty(account).with(7, under(7)).with(9, under(9)));
    expect(statuses(settled)).toEqual(settled.map((_, n) => (n === 9 ? 'failed' : 'recorded')));
  });

  it('with one event twice applies it once', async () => {
    const account = 'twice';
    const set = [...fifty(account), created(account, 3), created(account, 49)];
    expect(statuses(await applyEvents(database.db, set))).toEqual([
      ...fifty(account).map(() => 'recorded'),
      'duplicate',
      'duplicate',
    ]);
  });

  it('fails as a whole if the database is unavailable, without an attempt for each event', async () => {
    const away = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', poolSize: 2 });
    onTestFinished(away.close);
    const settled = await applyEvents(away.prisma, fifty('away'));
    expect(statuses(settled)).toEqual(settled.map(() => 'failed'));
  });
});

describe('events whose aggregate another transaction has locked', () => {
  /** Holds `lock` in a transaction until the test calls what it returns. */
  async function whileHeld(lock: (tx: Transaction) => Promise<unknown>): Promise<() => Promise<void>> {
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    let begun = () => {};
    const held = new Promise<void>((resolve) => (begun = resolve));
    const done = database.db.$transaction(async (tx) => {
      await lock(tx);
      begun();
      await released;
    });
    await held;
    return async () => {
      release();
      await done;
    };
  }

  it('leave the set, which is applied without them, and are applied later', async () => {
    const account = 'busy';
    const { db } = database;
    await applyEvents(db, [created(account, 1), created(account, 2)]);
    const orders = await db.aggregate.findMany({ where: { account }, orderBy: { id: 'asc' } });
    const release = await whileHeld(
      (tx) => tx.$executeRaw`SELECT id FROM aggregates WHERE id = ${orders[0]?.id} FOR UPDATE`,
    );
    const paid = (n: number): Delivered => {
      const { event } = eventAt(`paid_${n}`, 2, {
        type: 'payment.succeeded',
        paymentRef: `p_${n}`,
        orderRef: `o_${n}`,
        amount: eur(1000n),
      });
      return {
        record: record({ account, eventKey: `paid_${n}`, rawBody: Buffer.from(at(n)) }),
        result: { status: 'applied', events: [event] },
      };
    };
    const settled = await applyEvents(db, [paid(1), paid(2), paid(3)], { passBusy: true });
    expect(statuses(settled)).toEqual(['busy', 'recorded', 'recorded']);
    const waiting = applyEvents(db, [paid(1)]);
    await release();
    expect(statuses(await waiting)).toEqual(['recorded']);
    const rows = await readRows(db, { provider: 'stripe', account });
    expect(rows.orders.map(({ orderRef, status }) => `${orderRef} ${status}`)).toEqual([
      'o_1 paid',
      'o_2 paid',
      'o_3 pending',
    ]);
  });
});

describe('a purchase with thousands of events', () => {
  /** Attempts of one buyer, recorded and not folded yet. */
  async function attempted(account: string, count: number): Promise<void> {
    const { db } = database;
    await applyEvents(db, [created(account, 1)]);
    const [aggregate] = await db.aggregate.findMany({ where: { account } });
    const { event } = eventAt('attempt', 2, {
      type: 'payment.failed',
      paymentRef: 'p',
      orderRef: 'o_1',
      amount: eur(1000n),
    });
    const canonical = JSON.stringify(serializeEvents([event])[0]);
    await db.$executeRaw`
      INSERT INTO events (provider, account, event_key, type, status, received_at, applied_at, canonical, headers, aggregate_id)
      SELECT 'stripe', ${account}, 'attempt_' || n, 'payment.failed', 'applied', now(), now(),
        jsonb_build_array(${canonical}::jsonb || jsonb_build_object('paymentRef', 'p_' || n)), '{}', ${aggregate?.id}
      FROM generate_series(1, ${count}::int) AS n`;
    await db.$executeRaw`UPDATE aggregates SET state = NULL WHERE id = ${aggregate?.id}`;
  }
  const refund = (account: string): Delivered => ({
    record: record({ account, eventKey: 'refund', rawBody: Buffer.from('refund') }),
    result: {
      status: 'applied',
      events: [eventAt('refund', 3, { type: 'refund.pending', refundRef: 'r_1', orderRef: 'o_1' }).event],
    },
  });

  it('that cannot be folded in time fails with an error that names it', async () => {
    const account = 'too-long';
    await attempted(account, 3000);
    // Whatever is done, the time is over then.
    const expired = new Proxy(database.db, {
      get: (target, key) =>
        key === '$transaction'
          ? (work: (tx: Transaction) => Promise<unknown>) =>
              target.$transaction(async (tx) => {
                await work(tx);
                throw new Prisma.PrismaClientKnownRequestError('expired', {
                  code: 'P2028',
                  clientVersion: '7',
                });
              })
          : (Reflect.get(target, key) as unknown),
    });
    const settled = await applyEvents(expired, [created(account, 2), refund(account)]);
    expect(settled).toMatchObject([
      { status: 'failed', error: { code: 'P2028' } },
      {
        status: 'failed',
        error: {
          code: 'aggregate_too_long',
          message:
            'order o_1 of stripe/too-long has 3001 events, which cannot be folded within one transaction',
        },
      },
    ]);
  });

  it('is folded if the time is sufficient', async () => {
    const account = 'long-enough';
    await attempted(account, 3000);
    expect(statuses(await applyEvents(database.db, [refund(account), created(account, 2)]))).toEqual([
      'recorded',
      'recorded',
    ]);
    expect(await database.db.payment.count({ where: { account } })).toBe(3000);
  });
});

it('a single failing event is reported with its own error', async () => {
  const one = created('alone', 1, 'o_\u0000');
  await expect(applyEvent(database.db, one.record, one.result)).rejects.toMatchObject({ code: 'P2010' });
});
