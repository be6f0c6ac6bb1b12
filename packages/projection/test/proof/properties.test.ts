import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fold } from '../../src/index.ts';
import { referencesOf } from '../../src/fold/references.ts';
import { componentsOf } from '../../src/store/components.ts';
import { foldFresh, foldOn, rowsText, type Stored, textOf } from './fold-on.ts';
import { type Delivery, randomHistory } from './random-histories.ts';
import { runs } from './reruns.ts';

const counts: Record<string, number> = {};
afterAll(() => {
  for (const [name, count] of Object.entries(counts)) {
    console.log(`order-proof properties: ${name}: ${count.toLocaleString('en')} runs`);
  }
});

/** A statement about every input. The seed and path of a failure are in its message. */
function forAll<Input>(
  { input, numRuns }: { readonly input: fc.Arbitrary<Input>; readonly numRuns: number },
  check: (input: Input) => void,
): void {
  const name = expect.getState().currentTestName ?? '';
  const property = fc.property(fc.tuple(input), ([value]) => {
    counts[name] = (counts[name] ?? 0) + 1;
    check(value);
  });
  fc.assert(property, runs<[[Input]]>(numRuns));
}

const history = randomHistory();
const eventsOf = (deliveries: readonly Delivery[]) => deliveries.flat();
const foldOf = (deliveries: readonly Delivery[]) => fold(eventsOf(deliveries));
/** What one aggregate would hold: connected by references, as the store keeps them apart. */
const componentsIn = (deliveries: readonly Delivery[]) =>
  componentsOf(deliveries, (delivery) =>
    delivery.flatMap(({ event }) => referencesOf(event).map(({ kind, ref }) => `${kind} ${ref}`)),
  );

describe('of any set of events', () => {
  it('the rows are the same in every order, however often each is reported', () => {
    forAll(
      {
        input: history.chain((inOrder) =>
          fc.record({
            inOrder: fc.constant(inOrder),
            shuffled: fc.shuffledSubarray([...inOrder, ...inOrder], {
              minLength: inOrder.length,
              maxLength: 2 * inOrder.length,
            }),
          }),
        ),
        numRuns: 3000,
      },
      ({ inOrder, shuffled }) => {
        const missing = inOrder.filter((delivery) => !shuffled.includes(delivery));
        expect(rowsText(foldOf([...shuffled, ...missing]))).toBe(rowsText(foldOf(inOrder)));
      },
    );
  });

  it('taking them one at a time gives what folding all of them gives, byte for byte', () => {
    forAll({ input: history, numRuns: 4000 }, (inOrder) => {
      let stored: Stored | undefined;
      for (const [place, delivery] of inOrder.entries()) {
        stored = foldOn(stored, eventsOf(inOrder.slice(0, place)), delivery);
        expect(textOf(stored)).toBe(textOf(foldFresh(eventsOf(inOrder.slice(0, place + 1)))));
      }
    });
  });

  it('taking them one at a time in the order of time, too', () => {
    forAll({ input: history, numRuns: 4000 }, (inOrder) => {
      const timeOf = (delivery: Delivery) => delivery[0]?.event.occurredAt ?? '';
      const ordered = inOrder.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
      let stored: Stored | undefined;
      for (const [place, delivery] of ordered.entries()) {
        stored = foldOn(stored, eventsOf(ordered.slice(0, place)), delivery);
        expect(textOf(stored)).toBe(textOf(foldFresh(eventsOf(ordered.slice(0, place + 1)))));
      }
    });
  });
});

const mayBeginAgain = (delivery: Delivery): boolean =>
  delivery.some(
    ({ event }) =>
      'statusAfter' in event &&
      (event.statusAfter?.includes('canceled') === true || event.statusAfter?.includes('expired') === true),
  );

describe('a subscription', () => {
  it('that is canceled or expired never becomes anything else, unless an event says that it may', () => {
    forAll({ input: history, numRuns: 3000 }, (inOrder) => {
      if (inOrder.some(mayBeginAgain)) return;
      const ended = new Map<string, unknown>();
      for (const { kind, ref, to } of foldOf(inOrder).changes) {
        if (kind !== 'subscription' || !('status' in to)) continue;
        expect(ended.get(ref)).toBeUndefined();
        if (to.status === 'canceled' || to.status === 'expired') ended.set(ref, to.status);
      }
    });
  });
});

describe('sums', () => {
  it('are those of the payments and of their single refunds, capped by what was paid', () => {
    forAll({ input: history, numRuns: 3000 }, (inOrder) => {
      for (const component of componentsIn(inOrder)) {
        const { orders, payments, refunds, subscriptions } = foldOf(component);
        expect(orders.length).toBeLessThanOrEqual(1);
        if (subscriptions.length > 0) expect(orders).toEqual([]);
        for (const order of orders) {
          const counted = payments.filter(
            ({ currency, status }) =>
              status === 'succeeded' && currency !== null && currency === order.currency,
          );
          expect(order.paidMinor).toBe(sum(counted.map(({ amountMinor }) => amountMinor ?? 0n)));
          if (order.status === 'paid')
            expect(order.paidMinor).toBeGreaterThanOrEqual(order.amountMinor ?? -1n);
        }
        const statesTotals = component.flat().some(({ event }) => 'amountRefundedMinor' in event);
        const due = [...new Set(component.flat().flatMap(dueIn))];
        for (const { paymentRef, currency, amountMinor, refundedMinor, status } of payments) {
          if (status !== 'succeeded') {
            expect(refundedMinor).toBe(0n);
            continue;
          }
          // Which of several amounts due is the last reported is for other tests to say.
          if (currency === null && due.length > 1) continue;
          const own = currency ?? due[0] ?? null;
          const single = refunds.filter(
            (row) =>
              row.paymentRef === paymentRef &&
              row.status === 'succeeded' &&
              (own === null || row.currency === null || row.currency === own),
          );
          const returned = sum(single.map((row) => row.amountMinor ?? 0n));
          const most = amountMinor ?? refundedMinor + returned;
          expect(refundedMinor).toBeLessThanOrEqual(most);
          expect(refundedMinor).toBeGreaterThanOrEqual(returned < most ? returned : most);
          if (!statesTotals) expect(refundedMinor).toBe(returned < most ? returned : most);
        }
      }
    });
  });

  it('of an order whose payments are known never say that more went back than was paid', () => {
    forAll({ input: totals(), numRuns: 1000 }, ({ inOrder, paid }) => {
      const [order] = foldOf(inOrder).orders;
      expect(order?.paidMinor).toBe(paid);
      expect(order && order.refundedMinor + order.chargedBackMinor <= order.paidMinor).toBe(true);
    });
  });
});

/** The currency that an order's own event says is due. */
const dueIn = ({ event }: Delivery[number]): string[] =>
  'amount' in event && event.type.startsWith('order.') && event.amount ? [event.amount.currency] : [];

/** One order with payments that have all succeeded, and anything that may go back of them. */
function totals() {
  return fc
    .record({ inOrder: history, payments: fc.integer({ min: 1, max: 3 }) })
    .map(({ inOrder, payments }) => {
      const bought = Array.from({ length: payments }, (_, number): Delivery => [paidFor(number)]);
      const returns = inOrder.flatMap((delivery) =>
        delivery.flatMap(({ eventKey, index, event }) =>
          event.type.startsWith('refund.') || event.type.startsWith('dispute.')
            ? [
                [
                  {
                    eventKey,
                    index,
                    event: { ...event, paymentRef: `p${event.rank % payments}`, paymentAliases: undefined },
                  } as Delivery[number],
                ],
              ]
            : [],
        ),
      );
      return { inOrder: [...bought, ...returns], paid: BigInt(payments) * 600n };
    });
}

const paidFor = (number: number): Delivery[number] => ({
  eventKey: `bought_${number}`,
  index: 0,
  event: {
    type: 'payment.succeeded',
    occurredAt: '2026-01-31T12:00:02.000Z',
    rank: 5,
    paymentRef: `p${number}`,
    orderRef: 'o_only',
    amount: { amountMinor: 600n, currency: 'EUR', exponent: 2 },
  },
});

describe('what shares no reference', () => {
  it('shares no row', () => {
    forAll({ input: randomHistory({ maxDeliveries: 12 }), numRuns: 1500 }, (inOrder) => {
      const seen = new Set<string>();
      const components = componentsIn(inOrder);
      expect(components.flat()).toHaveLength(inOrder.length);
      for (const component of components) {
        const { changes: _, ...tables } = foldOf(component);
        for (const key of Object.entries(tables).flatMap(([table, rows]) =>
          rows.map((row) => `${table} ${String(keyOf(row))}`),
        )) {
          expect(seen.has(key), key).toBe(false);
          seen.add(key);
        }
      }
    });
  });
});

/** The first column names the row. */
const keyOf = (row: object): unknown => Object.values(row)[0];
const sum = (parts: readonly bigint[]): bigint => parts.reduce((total, part) => total + part, 0n);
