import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../src/index.ts';
import { at, dispute, eur, order, payment, eventAt } from './histories/history.ts';
import { permutations } from './histories/permutations.ts';
import { useDatabase } from './projection-under-test.ts';
import { differencesIn } from './proof/stored.ts';
import { apply } from './record.ts';
import { readRows } from './tables.ts';

const database = useDatabase();

const captured = (name: 'a' | 'b', second: number, minor: bigint) =>
  eventAt(`captured_${name}`, second, {
    type: 'payment.succeeded',
    paymentRef: `cap_${name}`,
    orderRef: `o_${name}`,
    amount: eur(minor),
    settlesOrder: true,
  });
/** One purchase's part of a dispute over both payments, of which only the total is known. */
const lost = (name: 'a' | 'b', totalMinor: bigint) =>
  eventAt(`lost_${name}`, 9, {
    type: 'dispute.lost',
    disputeRef: 'd_1',
    transactionRef: `cap_${name}`,
    sharedBy: ['cap_a', 'cap_b'],
    sharedAmount: eur(totalMinor),
    paymentRef: `cap_${name}`,
  });

const disputed = { status: 'lost', disputeRef: 'd_1', occurredAt: at(9) } as const;
const ordersOf = (events: readonly RecordedEvent[]) =>
  [...permutations(events)].map((arrival) => ({
    arrival,
    name: arrival.map(({ eventKey }) => eventKey).join(', '),
  }));

async function arrive(account: string, arrival: readonly RecordedEvent[]) {
  for (const event of arrival) await apply(database.db, account, event);
  expect(await differencesIn(database.db, account)).toEqual([]);
  return readRows(database.db, { provider: 'stripe', account });
}

describe('a lost dispute over two purchases whose payments add up to its amount', () => {
  it.each(ordersOf([captured('a', 1, 2000n), captured('b', 2, 3000n), lost('a', 5000n), lost('b', 5000n)]))(
    'takes from each its own, and leaves them two: $name',
    async ({ arrival, name }) => {
      const rows = await arrive(`sum ${name}`, arrival);
      expect(rows.orders).toEqual(
        [
          { ref: 'a', minor: 2000n, second: 1 },
          { ref: 'b', minor: 3000n, second: 2 },
        ].map(({ ref, minor, second }) =>
          order({
            orderRef: `o_${ref}`,
            status: 'refunded',
            ...eur(minor),
            paidMinor: minor,
            chargedBackMinor: minor,
            createdAt: at(second),
            updatedAt: at(9),
          }),
        ),
      );
      expect(rows.disputes).toEqual([
        dispute({ ...disputed, transactionRef: 'cap_a', paymentRef: 'cap_a', ...eur(2000n) }),
        dispute({ ...disputed, transactionRef: 'cap_b', paymentRef: 'cap_b', ...eur(3000n) }),
      ]);
    },
  );
});

describe('a lost dispute over two purchases whose payments do not add up to its amount', () => {
  it.each(ordersOf([captured('a', 1, 2000n), captured('b', 2, 3000n), lost('a', 4000n), lost('b', 4000n)]))(
    'takes nothing by guess, and leaves both disputed: $name',
    async ({ arrival, name }) => {
      const rows = await arrive(`no sum ${name}`, arrival);
      expect(rows.orders.map(({ status, disputed: open, access }) => [status, open, access])).toEqual([
        ['paid', true, 'granted'],
        ['paid', true, 'granted'],
      ]);
      expect(rows.payments).toEqual([
        payment({
          paymentRef: 'cap_a',
          orderRef: 'o_a',
          status: 'succeeded',
          ...eur(2000n),
          disputed: true,
          occurredAt: at(1),
        }),
        payment({
          paymentRef: 'cap_b',
          orderRef: 'o_b',
          status: 'succeeded',
          ...eur(3000n),
          disputed: true,
          occurredAt: at(2),
        }),
      ]);
      expect(rows.disputes.map(({ amountMinor }) => amountMinor)).toEqual([null, null]);
    },
  );
});
