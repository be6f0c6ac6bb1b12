import { describe, expect, it } from 'vitest';
import { normalise } from './normalise.ts';

const ok = { trans_id: 't_1', status: 'success', cost: { paid: 499 }, createdAt: '2026-01-01T00:00:00Z' };
const tried = { trans_id: 't_0', status: 'failure', cost: { paid: 0 }, createdAt: '2026-01-01T00:00:00Z' };

const read = (answer: unknown) =>
  normalise({ body: Buffer.from(JSON.stringify({ order_id: 'o_1', answer })) });
const paid = { type: 'payment.succeeded', paymentRef: 't_1', amount: { amountMinor: 49_900n } };

describe('the place of the transactions', () => {
  it.each([
    ['one in data', { data: { transaction: ok } }],
    ['a list in data', { data: { transaction: [ok] } }],
    ['a list that is data', { data: [ok] }],
    ['one without data', { transaction: ok }],
    ['a list without data', { transactions: [ok] }],
    ['a list alone', [ok]],
    ['beside nothing', { data: { transaction: {}, transactions: [ok], order: null } }],
  ])('%s', (_, answer) => {
    expect(read(answer)).toMatchObject({ events: [paid], warnings: [] });
  });

  it('does not matter, and neither does their order: each is a payment', () => {
    for (const answer of [
      { data: [tried, ok] },
      { data: [ok, tried] },
      { data: { transaction: ok, transactions: [tried] } },
    ]) {
      const { events } = read(answer) as { events: readonly object[] };
      expect(events).toHaveLength(2);
      expect(events).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ type: 'payment.failed', paymentRef: 't_0' }),
          expect.objectContaining({ type: 'payment.succeeded', paymentRef: 't_1' }),
        ]),
      );
    }
  });

  it('does not matter for the refund of a transaction', () => {
    const other = { ...ok, trans_id: 't_2', refund_status: 'full' };
    expect(read({ data: [ok, tried, other] })).toMatchObject({
      events: [
        { paymentRef: 't_1' },
        { paymentRef: 't_0' },
        { type: 'payment.succeeded', paymentRef: 't_2', amountRefundedMinor: 49_900n },
      ],
    });
    expect(read({ data: [ok, tried, other] })).not.toHaveProperty('events.0.amountRefundedMinor');
  });

  it('of more than a hundred attempts gives a payment for each', () => {
    const many = Array.from({ length: 150 }, (_, index) => ({ ...tried, trans_id: `t_f${index}` }));
    expect(read({ data: [...many, ok] })).toMatchObject({ outcome: 'events' });
  });
});

describe('an invalid optional field never removes a payment', () => {
  it.each([
    ['refund_status', ''],
    ['refund_status', null],
    ['currency', ''],
    ['updatedAt', ''],
    ['is_intl_payment', ''],
    ['order_id', ''],
  ])('%s is absent if it is %j', (field, none) => {
    expect(read({ data: { transaction: { ...ok, [field]: none } } })).toMatchObject({
      events: [paid],
      warnings: [],
    });
  });

  it.each([
    ['refund_status', {}, ['refund_status']],
    ['updatedAt', {}, ['updatedAt']],
    ['is_intl_payment', 'perhaps', ['is_intl_payment']],
  ])('%s is left out if it is %j', (field, value, named) => {
    const meaning = read({ data: { transaction: { ...ok, [field]: value } } });
    expect(meaning).toMatchObject({ events: [paid] });
    const expected = named.map(
      (name) => `answer.data.transaction.0.${name} has an invalid form and was left out`,
    );
    expect(meaning).toMatchObject({ warnings: expected });
  });

  it.each([{ amount: 'free' }, { amount: -5 }, { amount: 5.001 }, { amount: {} }])(
    'an order with %j is left out',
    (order) => {
      expect(read({ data: { order, transaction: ok } })).toMatchObject({
        events: [paid],
        warnings: ['answer.data.order.amount has an invalid form and was left out'],
      });
    },
  );

  it.each([{ paid: 'x' }, { paid: true }, 'free', { paid: '9'.repeat(60) }])(
    'a failed attempt with the cost %j does not remove the payment',
    (cost) => {
      const meaning = read({ data: [{ ...tried, cost }, ok] });
      expect(meaning).toMatchObject({ events: [{ type: 'payment.failed', paymentRef: 't_0' }, paid] });
      expect(meaning).toMatchObject({
        warnings: [expect.stringMatching(/^answer\.data\.transactions\.0\.cost/)],
      });
    },
  );

  it('a failed attempt in another currency does not remove the payment', () => {
    expect(read({ data: [{ ...tried, currency: 'USD' }, ok] })).toMatchObject({ events: [{}, paid] });
  });
});

describe('an invalid field that decides about money is refused with its path', () => {
  it.each([
    [{ status: '' }, 'answer.data.transaction.0.status'],
    [{ currency: 356 }, 'answer.data.transaction.0.currency'],
    [{ cost: { paid: '9'.repeat(60) } }, 'answer.data.transaction.0.cost.paid'],
    [{ cost: 'free' }, 'answer.data.transaction.0.cost.paid'],
    [{ order_id: 'o_2' }, 'answer.data.transaction.0.order_id'],
    [{ createdAt: {}, updatedAt: {} }, 'answer.data.transaction.0.createdAt'],
  ])('%j', (change, path) => {
    expect(() => read({ data: { transaction: { ...ok, ...change } } })).toThrow(
      expect.objectContaining({ name: 'UnusableEventError', path }),
    );
  });

  it.each([{ order: { order_id: 'o_2' } }, { order: { amount: 5 }, order_id: 'o_2' }])(
    'an answer about another order: %j',
    (content) => {
      expect(() => read({ data: { ...content, transaction: ok } })).toThrow(/another order/);
    },
  );
});

describe('the time of a transaction', () => {
  it.each([
    ['2026-01-01T05:30:00+05:30', '2026-01-01T00:00:00.000Z'],
    [1_767_225_600, '2026-01-01T00:00:00.000Z'],
    [1_767_225_600_000, '2026-01-01T00:00:00.000Z'],
    ['1767225600000', '2026-01-01T00:00:00.000Z'],
  ])('written as %j is %s', (updatedAt, occurredAt) => {
    const createdAt = '2025-12-31T00:00:00Z';
    expect(read({ data: { transaction: { ...ok, createdAt, updatedAt } } })).toMatchObject({ occurredAt });
  });
});

describe("the merchant's own id", () => {
  it('is absent, because the merchant may not have written any field of an answer', () => {
    const meaning = read({ data: { transaction: { ...ok, notes: 'A-1001', customer: { name: 'A-1001' } } } });
    expect(meaning).not.toHaveProperty('events.0.merchantRef');
  });
});
