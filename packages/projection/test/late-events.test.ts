import { canonicalEvent, type EventFacts } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { applyEvents, rebuild } from '../src/index.ts';
import { eur } from './histories/history.ts';
import { delivered } from './proof/left-by.ts';
import type { Delivery } from './proof/random-histories.ts';
import { useDatabase } from './projection-under-test.ts';

const database = useDatabase();

/** Enough that running them all again would be seen in the rows that are written. */
const MANY = 300;
const DAY_MS = 86_400_000;
const timeOf = (day: number, second = 0) =>
  new Date(Date.UTC(2026, 0, 1) + day * DAY_MS + second * 1000).toISOString();

const one = (key: string, facts: object): Delivery => [
  { eventKey: key, index: 0, event: canonicalEvent(facts as EventFacts) },
];

async function apply(account: string, deliveries: readonly Delivery[]): Promise<void> {
  for (let at = 0; at < deliveries.length; at += 64) {
    const set = deliveries.slice(at, at + 64).map((delivery) => delivered(account, delivery));
    const settled = await applyEvents(database.db, set);
    expect(settled.filter(({ status }) => status !== 'recorded')).toEqual([]);
  }
}

/** The names of the rows that are written while something runs, of the tables of which a purchase can have many rows. */
async function writtenBy(account: string, run: () => Promise<void>): Promise<string[]> {
  const [before] = await database.db.$queryRaw<[{ id: bigint }]>`SELECT txid_current() AS id`;
  await run();
  const rows = await database.db.$queryRaw<{ name: string }[]>`
    SELECT name FROM (
      SELECT account, xmin, 'change by ' || event_key AS name FROM changes
      UNION ALL SELECT account, xmin, 'payment ' || payment_ref FROM payments
      UNION ALL SELECT account, xmin, 'refund ' || refund_ref FROM refunds
      UNION ALL SELECT account, xmin, 'dispute ' || dispute_ref FROM disputes
      UNION ALL SELECT aggregates.account, published_subjects.xmin, 'published ' || kind || ' ' || ref
        FROM published_subjects JOIN aggregates ON aggregates.id = aggregate_id
    ) AS rows (account, xmin, name)
    WHERE account = ${account} AND xmin::text::bigint > ${before.id} ORDER BY name`;
  return rows.map(({ name }) => name);
}

async function wrongRows(account: string): Promise<unknown[]> {
  const wrong: unknown[] = [];
  await rebuild(database.db, {
    onDifference: (difference) => {
      if (difference.account === account) wrong.push(...difference.rows);
    },
  });
  return wrong;
}

/** All but one in their order, and that one at the end. */
const allBut = (deliveries: readonly Delivery[], at: number) => {
  const late = deliveries[at];
  if (!late) throw new Error(`there is no delivery ${at}`);
  return { others: deliveries.toSpliced(at, 1), late };
};

describe('an event of long ago writes what it changes, however many events came behind it', () => {
  const payment = (type: string) => (number: number) =>
    one(`paid ${number}`, {
      type,
      paymentRef: `p_${number}`,
      orderRef: 'o_1',
      amount: eur(100n),
      occurredAt: timeOf(number),
    });
  const sale = one('sold', {
    type: 'payment.succeeded',
    paymentRef: 'p_0',
    orderRef: 'o_1',
    amount: eur(100_000n),
    occurredAt: timeOf(0),
  });
  const renewal = (number: number) =>
    one(`renewed ${number}`, {
      type: 'subscription.renewed',
      subscriptionRef: 's_1',
      status: 'active',
      currentPeriodStart: timeOf(number),
      currentPeriodEnd: timeOf(number + 1),
      invoiceRef: `i_${number}`,
      paidPeriod: { start: timeOf(number), end: timeOf(number + 1), invoiceRef: `i_${number}` },
      occurredAt: timeOf(number),
    });
  const refund = (number: number) =>
    number === 0
      ? sale
      : one(`refunded ${number}`, {
          type: 'refund.succeeded',
          refundRef: `r_${number}`,
          paymentRef: 'p_0',
          amount: eur(1n),
          occurredAt: timeOf(number),
        });
  const dispute = (number: number) =>
    number === 0
      ? sale
      : one(`disputed ${number}`, {
          type: 'dispute.closed',
          disputeRef: `d_${number}`,
          paymentRef: 'p_0',
          amount: eur(1n),
          occurredAt: timeOf(number),
        });

  it.each([
    [
      'a payment that succeeded',
      payment('payment.succeeded'),
      ['change by paid 101', 'payment p_101', 'published payment p_101'],
    ],
    ['a declined attempt', payment('payment.failed'), ['payment p_101', 'published payment p_101']],
    // The renewal behind it does not begin where the one before it ended any more.
    ['a renewal', renewal, ['change by renewed 101', 'change by renewed 102']],
    ['a refund of the only payment', refund, ['change by refunded 101', 'payment p_0', 'refund r_101']],
    ['a dispute that says nothing of money', dispute, ['dispute d_101']],
  ])('%s', async (what, eventOf, written) => {
    const { others, late } = allBut(
      Array.from({ length: MANY }, (_, number) => eventOf(number)),
      101,
    );
    await apply(what, others);
    expect(await writtenBy(what, () => apply(what, [late]))).toEqual(written);
    expect(await wrongRows(what)).toEqual([]);
  });

  it('of an instant with more than 256 events', async () => {
    const account = 'an instant';
    const events = Array.from({ length: MANY }, (_, number) =>
      one(`paid ${number}`, {
        type: 'payment.succeeded',
        paymentRef: `p_${number}`,
        orderRef: 'o_1',
        amount: eur(100n),
        occurredAt: timeOf(number === 0 ? 0 : 1),
      }),
    );
    const { others, late } = allBut(events, 101);
    await apply(account, others);
    expect(await writtenBy(account, () => apply(account, [late]))).toEqual([
      'change by paid 101',
      'payment p_101',
      'published payment p_101',
    ]);
    expect(await wrongRows(account)).toEqual([]);
  });
});
