import { describe, expect, it } from 'vitest';
import { at, eur, eventAt } from '../../test/histories/history.ts';
import { compareChanges } from './changes.ts';
import { fold } from './fold.ts';

const created = eventAt('evt_created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) });
const paid = eventAt('evt_paid', 2, {
  type: 'payment.succeeded',
  paymentRef: 'p_1',
  orderRef: 'o_1',
  amount: eur(1000n),
});
const refunded = eventAt('evt_refunded', 4, {
  type: 'refund.succeeded',
  refundRef: 'r_1',
  paymentRef: 'p_1',
  amount: eur(250n),
});

describe("an order's history", () => {
  it('names the event of each change, with the values before and after', () => {
    expect(fold([refunded, paid, created]).changes).toEqual([
      {
        kind: 'order',
        ref: 'o_1',
        eventKey: 'evt_created',
        eventIndex: 0,
        from: {},
        to: { status: 'pending', disputed: false, amount_minor: '1000' },
        moved: {},
        at: at(1),
        place: created.event.rank,
      },
      {
        kind: 'order',
        ref: 'o_1',
        eventKey: 'evt_paid',
        eventIndex: 0,
        from: { status: 'pending' },
        to: { status: 'paid' },
        moved: { paid_minor: '1000' },
        at: at(2),
        place: paid.event.rank,
      },
      {
        kind: 'order',
        ref: 'o_1',
        eventKey: 'evt_refunded',
        eventIndex: 0,
        from: { status: 'paid' },
        to: { status: 'partially_refunded' },
        moved: { refunded_minor: '250' },
        at: at(4),
        place: refunded.event.rank,
      },
    ]);
  });

  it('has no entry for an event that changes nothing', () => {
    const late = eventAt('evt_late', 3, {
      type: 'payment.failed',
      paymentRef: 'p_1',
      failureCode: 'too_late',
    });
    expect(fold([created, paid, late]).changes.map(({ eventKey }) => eventKey)).toEqual([
      'evt_created',
      'evt_paid',
    ]);
  });

  it('has a late event at the time at which it happened', () => {
    const opened = eventAt('evt_opened', 3, { type: 'dispute.opened', disputeRef: 'd_1', paymentRef: 'p_1' });
    const changes = fold([created, paid, refunded, opened]).changes;
    expect(changes.map(({ eventKey }) => eventKey)).toEqual([
      'evt_created',
      'evt_paid',
      'evt_opened',
      'evt_refunded',
    ]);
  });
});

describe("a subscription's history", () => {
  it('holds only the columns that changed', () => {
    const sub = { subscriptionRef: 'sub_1' };
    const { changes } = fold([
      eventAt('evt_1', 1, { ...sub, type: 'subscription.created', status: 'active', quantity: 1 }),
      eventAt('evt_2', 2, { ...sub, type: 'subscription.updated', quantity: 2, cancelAt: at(30) }),
      eventAt('evt_3', 30, { ...sub, type: 'subscription.canceled', status: 'canceled' }),
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

describe('a late event', () => {
  it('does not alter the changes of later events, although their sums start from other values', () => {
    const later = eventAt('evt_later', 5, {
      type: 'payment.succeeded',
      paymentRef: 'p_2',
      orderRef: 'o_1',
      amount: eur(400n),
    });
    const [before, after] = [fold([created, paid, later]), fold([created, paid, refunded, later])];
    expect(after.changes.filter(({ eventKey }) => eventKey !== 'evt_refunded').slice(0, 2)).toEqual(
      before.changes.slice(0, 2),
    );
    expect(before.changes.at(-1)?.moved).toEqual({ paid_minor: '400' });
    expect(after.changes.at(-1)?.moved).toEqual({ paid_minor: '400' });
  });
});

describe('the order of changes of one time', () => {
  const of = (key: string, second: number, from: string | undefined, to: string) =>
    eventAt(key, second, {
      type: 'subscription.updated',
      subscriptionRef: 's_1',
      status: 'active',
      planRef: to,
      ...(from !== undefined && { previous: { planRef: from } }),
    });

  it('is by rank and key, unless previous values order the events differently', () => {
    const byKey = fold([of('begun', 1, undefined, 'a'), of('x', 2, 'a', 'b'), of('y', 2, 'b', 'c')]);
    const byPrevious = fold([of('begun', 1, undefined, 'a'), of('y', 2, 'a', 'b'), of('x', 2, 'b', 'c')]);
    for (const { changes } of [byKey, byPrevious]) expect(changes.toSorted(compareChanges)).toEqual(changes);
    expect(byKey.changes.map(({ eventKey }) => eventKey)).toEqual(['begun', 'x', 'y']);
    expect(byPrevious.changes.map(({ eventKey, place }) => [eventKey, place]).slice(1)).toEqual([
      ['y', 0],
      ['x', 1],
    ]);
  });
});
