import type { PaymentStatus } from '@payspool/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaymentBalance } from './balances.ts';
import { firstAmount, noTotals, setBalance, setUsedUp, totalsIn } from './order-totals.ts';

const STATUSES = ['pending', 'authorized', 'succeeded', 'failed', 'canceled'] as const;
const AUTHORIZATIONS = ['h_1', 'h_2'];

const amount = fc.record({
  amountMinor: fc.constantFrom(0n, 100n, 500n),
  currency: fc.constantFrom('EUR', 'USD'),
  exponent: fc.constant(2),
});
const balance: fc.Arbitrary<PaymentBalance> = fc
  .record({
    status: fc.option(fc.constantFrom(...STATUSES), { nil: undefined }),
    amount: fc.option(amount, { nil: undefined }),
    occurredAt: fc.constantFrom('1', '2', '3'),
    settlesOrder: fc.constantFrom(undefined, undefined, true as const),
    authorizationName: fc.option(fc.constantFrom(...AUTHORIZATIONS), { nil: undefined }),
    openMinor: fc.option(fc.constantFrom(-1n, 40n), { nil: undefined }),
    returned: fc.constantFrom(0n, 10n),
    disputed: fc.boolean(),
  })
  .map(({ returned, status, ...facts }) => ({
    ...facts,
    ...(status && { status }),
    refundedMinor: status === 'succeeded' ? returned : 0n,
    chargedBackMinor: status === 'succeeded' ? returned * 2n : 0n,
    releasedMinor: status === 'succeeded' ? returned * 3n : 0n,
  })) as fc.Arbitrary<PaymentBalance>;

/** A payment changes or is removed, or an authorization becomes used up or is no longer so. */
const change = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      balance: fc.option(balance, { nil: undefined, freq: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ authorization: fc.constantFrom(...AUTHORIZATIONS), isUsedUp: fc.boolean() }),
  },
);

type Payment = readonly [name: string, balance: PaymentBalance];

/** Computes the totals from all payments, by the rules. */
function summed(all: readonly Payment[], usedUp: ReadonlySet<string>, currency: string) {
  const payments = all.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, payment]) => payment);
  const counted = payments.filter((payment) => !payment.amount || payment.amount.currency === currency);
  const of = (status: PaymentStatus) => counted.filter((payment) => payment.status === status);
  const known = counted.filter((payment) => payment.status !== undefined && payment.amount !== undefined);
  const isHeld = payments.some(({ status }) => status === 'authorized');
  const settling = known.filter(
    ({ settlesOrder, authorizationName }) =>
      settlesOrder ?? (!isHeld && authorizationName !== undefined && usedUp.has(authorizationName)),
  );
  const order = (payment: PaymentBalance) =>
    `${payment.occurredAt} ${payment.status === 'failed' ? 0 : 1} ${payments.indexOf(payment)}`;
  const isRetried = (payment: PaymentBalance) =>
    payment.status === 'failed' &&
    known.some(
      (other) =>
        other.status !== 'canceled' &&
        other.amount?.amountMinor === payment.amount?.amountMinor &&
        order(other) > order(payment),
    );
  const expected = known.filter((payment) => payment.status !== 'canceled' && !isRetried(payment));
  const due = (payment: PaymentBalance) => {
    const minor = payment.status === 'authorized' ? payment.openMinor : undefined;
    const part = minor ?? payment.amount?.amountMinor ?? 0n;
    return part > 0n ? part : 0n;
  };
  return {
    paidMinor: sum(of('succeeded').map((payment) => payment.amount?.amountMinor ?? 0n)),
    refundedMinor: sum(counted.map(({ refundedMinor }) => refundedMinor)),
    chargedBackMinor: sum(counted.map(({ chargedBackMinor }) => chargedBackMinor)),
    releasedMinor: sum(counted.map(({ releasedMinor }) => releasedMinor)),
    statuses: Object.fromEntries(STATUSES.map((status) => [status, of(status).length])),
    expectedMinor:
      settling.length === 0
        ? undefined
        : expected.length > 0
          ? sum(expected.map(due))
          : settling.at(-1)?.amount?.amountMinor,
  };
}

const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);

describe('the totals of an order', () => {
  it('equal the sums over all of its payments after each change', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
        const totals = noTotals();
        const payments = new Map<string, PaymentBalance>();
        const usedUp = new Set<string>();
        for (const one of changes) {
          if ('authorization' in one) {
            setUsedUp(totals, one.authorization, one.isUsedUp);
            if (one.isUsedUp) usedUp.add(one.authorization);
            else usedUp.delete(one.authorization);
          } else {
            setBalance(totals, one.name, one.balance);
            if (one.balance) payments.set(one.name, one.balance);
            else payments.delete(one.name);
          }
          const all = [...payments];
          for (const currency of ['EUR', 'USD']) {
            const known = totalsIn(totals, currency);
            // In a currency without any payment, nothing is expected.
            expect(known).toEqual(summed(all, usedUp, currency));
          }
          const named = all.filter(([, own]) => own.amount).toSorted(([a], [b]) => (a < b ? -1 : 1));
          expect(firstAmount(totals)).toEqual(named[0]?.[1].amount);
          expect(totals.disputed).toBe(all.filter(([, own]) => own.disputed).length);
        }
      }),
      { numRuns: 600 },
    );
  });
});
