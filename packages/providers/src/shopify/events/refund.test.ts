import { describe, expect, it } from 'vitest';
import { eventsOf, meaning, problemOf } from '../simulator/fixtures/changed-fixture.ts';

describe('a refund', () => {
  it('gives the same event as its transaction, so that the money counts once', () => {
    expect(meaning('refund')).toMatchObject({
      type: 'refund',
      occurredAt: '2026-03-04T07:00:01.000Z',
      mode: 'test',
    });
    expect(eventsOf('refund')).toEqual(eventsOf('order_transaction.refund'));
  });

  it('that moves no money is ignored', () => {
    expect(meaning('refund', { transactions: [] })).toMatchObject({
      outcome: 'ignored',
      reason: 'a refund that moves no money',
    });
  });

  it('of an authorization cancels it', () => {
    expect(eventsOf('refund', { 'transactions.0.kind': 'void' })).toMatchObject([
      { type: 'payment.canceled', paymentRef: '6734021187740' },
    ]);
  });

  it('names the transaction with an invalid amount by its path', () => {
    expect(problemOf(() => meaning('refund', { 'transactions.0.amount': 'ten' }))).toMatchObject({
      code: 'amount_invalid',
      path: 'transactions.0.amount',
    });
  });
});
