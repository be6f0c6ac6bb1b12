import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

const ONE = 'txn_01kk3hd5f7h9k2m4p6r8t1w3y5';
const FIRST = 'txn_01kk4ad2f4h6k8n1q3s5v7x9z2';
const SUB = 'sub_01kk4am9p2r4t6w8y1a3c5e7g9';

describe('an adjustment', () => {
  it.each([
    ['pending_approval', 'refund.pending'],
    ['approved', 'refund.succeeded'],
    ['rejected', 'refund.failed'],
    ['reversed', 'refund.failed'],
  ])('that is a refund and %s is %s', (status, type) => {
    expect(eventsOf('adjustment.updated', { 'data.status': status })).toMatchObject([{ type }]);
  });

  it('of a subscription belongs to it', () => {
    expect(eventsOf('adjustment.updated', { 'data.subscription_id': SUB })).toMatchObject([
      { subscriptionRef: SUB, paymentRef: ONE },
    ]);
  });

  it.each([
    ['chargeback_warning', 'approved', 'dispute.opened'],
    ['chargeback_warning', 'reversed', 'dispute.closed'],
    ['chargeback_warning_reverse', 'approved', 'dispute.closed'],
    ['chargeback', 'approved', 'dispute.lost'],
    ['chargeback', 'reversed', 'dispute.won'],
    ['chargeback_reverse', 'approved', 'dispute.won'],
    ['chargeback_reverse', 'rejected', 'dispute.lost'],
  ])('with the action %s and the status %s is %s of its transaction', (action, status, type) => {
    const changes = { 'data.action': action, 'data.status': status };
    expect(eventsOf('adjustment.created.chargeback', changes)).toEqual([
      {
        type,
        rank: expect.any(Number) as number,
        occurredAt: '2026-04-24T09:00:00.500Z',
        disputeRef: FIRST,
        paymentRef: FIRST,
        amount: { amountMinor: 8487n, currency: 'EUR', exponent: 2 },
        providerStatus: action,
        customerRef: 'ctm_01kk3g2a4c6e8g1j3m5p7r9t2w',
      },
    ]);
  });

  it.each(['credit', 'credit_reverse'])('that is a %s is ignored', (action) => {
    expect(changed('adjustment.created.credit', { 'data.action': action })).toMatchObject({
      outcome: 'ignored',
      reason: 'a credit pays nothing back: it lowers what is due',
    });
  });

  it('with an unknown action or status is ignored with the word', () => {
    expect(changed('adjustment.created', { 'data.action': 'gift' })).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown adjustment action "gift"',
    });
    expect(changed('adjustment.created', { 'data.status': 'thinking' })).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown adjustment status "thinking"',
    });
  });

  it('has the same disputed amount with either sign, and no negative refund', () => {
    expect(eventsOf('adjustment.created.chargeback_reverse', { 'data.totals.total': '-8487' })).toMatchObject(
      [{ type: 'dispute.won', amount: { amountMinor: 8487n } }],
    );
    expect(() => changed('adjustment.updated', { 'data.totals.total': '-1' })).toThrow(
      /^data\.totals\.total/,
    );
  });

  it('that credits a negative total is ignored like any credit', () => {
    expect(changed('adjustment.created.credit', { 'data.totals.total': '-1' })).toMatchObject({
      outcome: 'ignored',
    });
  });

  it('does not pass on its reason, which is free text', () => {
    expect(eventsOf('adjustment.created')[0]).not.toHaveProperty('reason');
  });
});
