import { expect, it } from 'vitest';
import { type MoneyOfDay, totalsOf } from './read-money.ts';

const row = (facts: Partial<MoneyOfDay>): MoneyOfDay => ({
  day: '2026-01-31',
  provider: 'stripe',
  account: 'default',
  mode: 'live',
  currency: 'EUR',
  exponent: 2,
  paidMinor: 0n,
  payments: 0,
  refundedMinor: 0n,
  refunds: 0,
  chargedBackMinor: 0n,
  chargebacks: 0,
  netMinor: 0n,
  withoutAmount: 0,
  ...facts,
});

it('one currency is one sum, also if providers count it with different decimals', () => {
  const cents = row({ paidMinor: 2000n, payments: 1, refundedMinor: 500n, refunds: 1, netMinor: 1500n });
  const thousandths = row({
    provider: 'apple',
    exponent: 3,
    paidMinor: 54_910n,
    payments: 3,
    netMinor: 54_910n,
  });
  expect(totalsOf([cents, thousandths])).toMatchObject([
    {
      currency: 'EUR',
      exponent: 2,
      paidMinor: 7491n,
      refundedMinor: 500n,
      netMinor: 6991n,
      payments: 4,
      days: 1,
    },
  ]);
  const odd = row({ provider: 'apple', exponent: 3, paidMinor: 5n, payments: 1, netMinor: 5n });
  expect(totalsOf([odd, cents, cents])).toMatchObject([
    { exponent: 3, paidMinor: 40_005n, refundedMinor: 10_000n, netMinor: 30_005n, payments: 3 },
  ]);
});

it('a currency keeps its decimals, and an amount without decimals is added to no other', () => {
  const dinar = row({ currency: 'KWD', exponent: 3, paidMinor: 1500n, netMinor: 1500n });
  const unknown = row({ currency: null, exponent: null, withoutAmount: 2 });
  expect(totalsOf([dinar, unknown])).toMatchObject([
    { currency: 'KWD', exponent: 3, paidMinor: 1500n },
    { currency: null, withoutAmount: 2 },
  ]);
});
