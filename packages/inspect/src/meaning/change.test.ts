import { describe, expect, it } from 'vitest';
import { changeFrom, type Currency, describeChange, type StoredChange } from './change.ts';

const EUR = { currency: 'EUR', exponent: 2 };
const stored = (change: Partial<StoredChange>): StoredChange => ({
  kind: 'order',
  ref: 'cs_1',
  eventKey: 'evt_1',
  eventIndex: 0,
  at: new Date('2026-01-31T12:00:00.000Z'),
  place: 0,
  from: {},
  to: {},
  moved: {},
  sums: {},
  ...change,
});
const text = (change: Partial<StoredChange>, unit: Currency = EUR) =>
  describeChange(changeFrom(stored(change)), unit);

describe('a change', () => {
  it('that makes the row has only the values that say something', () => {
    expect(text({ to: { status: 'pending', disputed: false, amount_minor: '4900' } })).toBe(
      'pending, amount due 49.00 EUR',
    );
  });

  it('has the sums before and after it', () => {
    const change = {
      from: { status: 'paid' },
      to: { status: 'partially_refunded' },
      moved: { refunded_minor: '2050' },
      sums: { paid_minor: '6000', refunded_minor: '3050' },
    };
    expect(changeFrom(stored(change)).steps).toContainEqual({
      column: 'refunded_minor',
      from: 1000n,
      to: 3050n,
    });
    expect(text(change)).toBe('paid → partially_refunded, refunded 10.00 → 30.50 EUR');
  });

  it('shows a sum that shrank, a null as unknown, and amounts beyond the safe integers', () => {
    expect(text({ moved: { paid_minor: '-100' }, sums: { paid_minor: '0' } })).toBe('paid 1.00 → 0.00 EUR');
    expect(text({ from: { amount_minor: null }, to: { amount_minor: '900719925474099312345' } })).toBe(
      'amount due unknown → 9007199254740993123.45 EUR',
    );
    expect(text({ from: { disputed: false }, to: { disputed: true } })).toBe('disputed no → yes');
  });

  it('of an order without a currency shows minor units', () => {
    expect(
      text(
        { moved: { paid_minor: '5' }, sums: { paid_minor: '5' } },
        {
          currency: null,
          exponent: null,
        },
      ),
    ).toBe('paid 0 → 5');
  });
});

it('says the items of a subscription in words', () => {
  const items = '[{"itemRef":"si_1","planRef":"price_monthly","quantity":2},{"planRef":null}]';
  const step = { column: 'items', from: null, to: items };
  expect(describeChange({ steps: [step], isFirst: true }, { currency: null, exponent: null })).toBe(
    'items price_monthly × 2, unknown plan × 1',
  );
});
