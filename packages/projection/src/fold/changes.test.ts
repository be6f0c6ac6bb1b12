import { describe, expect, it } from 'vitest';
import { at, eur, told } from '../../test/histories/history.ts';
import { fold } from './fold.ts';

const created = told('evt_created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) });
const paid = told('evt_paid', 2, {
  type: 'payment.succeeded',
  paymentRef: 'p_1',
  orderRef: 'o_1',
  amount: eur(1000n),
});
const refunded = told('evt_refunded', 4, {
  type: 'refund.succeeded',
  refundRef: 'r_1',
  paymentRef: 'p_1',
  amount: eur(250n),
});

describe("an order's history", () => {
  it('names the event behind each change, from what and to what', () => {
    expect(fold([refunded, paid, created]).changes).toEqual([
      {
        kind: 'order',
        ref: 'o_1',
        sequence: 1,
        eventKey: 'evt_created',
        from: {},
        to: {
          status: 'pending',
          disputed: false,
          amount_minor: '1000',
          paid_minor: '0',
          refunded_minor: '0',
          charged_back_minor: '0',
        },
        at: at(1),
      },
      {
        kind: 'order',
        ref: 'o_1',
        sequence: 2,
        eventKey: 'evt_paid',
        from: { status: 'pending', paid_minor: '0' },
        to: { status: 'paid', paid_minor: '1000' },
        at: at(2),
      },
      {
        kind: 'order',
        ref: 'o_1',
        sequence: 3,
        eventKey: 'evt_refunded',
        from: { status: 'paid', refunded_minor: '0' },
        to: { status: 'partially_refunded', refunded_minor: '250' },
        at: at(4),
      },
    ]);
  });

  it('has no entry for an event that changes nothing', () => {
    const late = told('evt_late', 3, { type: 'payment.failed', paymentRef: 'p_1', failureCode: 'too_late' });
    expect(fold([created, paid, late]).changes.map(({ eventKey }) => eventKey)).toEqual([
      'evt_created',
      'evt_paid',
    ]);
  });

  it('puts an event that arrives late where it happened', () => {
    const opened = told('evt_opened', 3, { type: 'dispute.opened', disputeRef: 'd_1', paymentRef: 'p_1' });
    const changes = fold([created, paid, refunded, opened]).changes;
    expect(changes.map(({ sequence, eventKey }) => [sequence, eventKey])).toEqual([
      [1, 'evt_created'],
      [2, 'evt_paid'],
      [3, 'evt_opened'],
      [4, 'evt_refunded'],
    ]);
  });
});

describe("a subscription's history", () => {
  it('holds only the columns that changed', () => {
    const sub = { subscriptionRef: 'sub_1' };
    const { changes } = fold([
      told('evt_1', 1, { ...sub, type: 'subscription.created', status: 'active', quantity: 1 }),
      told('evt_2', 2, { ...sub, type: 'subscription.updated', quantity: 2, cancelAt: at(30) }),
      told('evt_3', 30, { ...sub, type: 'subscription.canceled', status: 'canceled' }),
    ]);
    expect(changes.map(({ from, to }) => [from, to])).toEqual([
      [{}, { status: 'active', quantity: 1, collection_paused: false }],
      [
        { quantity: 1, cancel_at: null },
        { quantity: 2, cancel_at: at(30) },
      ],
      [{ status: 'active' }, { status: 'canceled' }],
    ]);
  });
});
