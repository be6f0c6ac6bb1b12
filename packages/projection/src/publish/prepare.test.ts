import { canonicalEvent, type EventFacts } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { type Folded, foldAll, resumeFold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { prepare as prepareAt } from './prepare.ts';
import type { PublishedState } from './published-state.ts';

/** Before anything ends by itself. */
function prepare(publishedState: PublishedState, folded: Folded) {
  const prepared = prepareAt(publishedState, folded, '2026-01-01T00:00:00.000Z');
  if (!prepared) throw new Error('the fold has not seen enough');
  return prepared;
}

const at = (second: number) => `2026-01-31T12:00:0${second}.000Z`;
const event = (eventKey: string, second: number, facts: object, index = 0): RecordedEvent => ({
  eventKey,
  index,
  event: canonicalEvent({ ...facts, occurredAt: at(second) } as EventFacts),
});
const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR', exponent: 2 });
const created = (due: bigint, second = 1) =>
  event(`due ${due}`, second, { type: 'order.created', orderRef: 'o', amount: eur(due) });
const paid = (second: number, amount = 500n) =>
  event('paid', second, { type: 'payment.succeeded', paymentRef: 'p', orderRef: 'o', amount: eur(amount) });
const failed = (second: number) =>
  event('failed', second, { type: 'payment.failed', paymentRef: 'p_0', orderRef: 'o', amount: eur(500n) });
const refunded = (second: number, amount: bigint, key = 'refunded') =>
  event(key, second, { type: 'refund.succeeded', refundRef: key, paymentRef: 'p', amount: eur(amount) });
const subscription = (key: string, second: number, status: string, facts: object = {}, index = 0) =>
  event(key, second, { type: 'subscription.updated', subscriptionRef: 's', status, ...facts }, index);

const publishNext = (publishedState: PublishedState, events: readonly RecordedEvent[]) => {
  const outcome = prepare(publishedState, foldAll(events));
  return {
    publishedState: outcome.publishedState,
    topics: outcome.transitions.map(({ topic, occurrence }) => `${topic} ${occurrence}`),
  };
};
/** What is published of one history after the other. */
const transitionsInTurn = (...histories: readonly (readonly RecordedEvent[])[]) => {
  let publishedState: PublishedState = [];
  return histories.map((history) => {
    const outcome = publishNext(publishedState, history);
    publishedState = outcome.publishedState;
    return outcome.topics;
  });
};

describe('what was never published', () => {
  it('is published from its beginning, each move with its own event and time', () => {
    const { transitions } = prepare(
      [],
      foldAll([created(500n), paid(2), refunded(3, 200n), refunded(4, 300n, 'rest')]),
    );
    expect(transitions.map(({ topic, at: time, eventKey }) => [topic, time, eventKey])).toEqual([
      ['payment.succeeded', at(2), 'paid'],
      ['order.paid', at(2), 'paid'],
      ['order.partially_refunded', at(3), 'refunded'],
      ['order.refunded', at(4), 'rest'],
    ]);
    expect(transitions.map(({ occurrence }) => occurrence)).toEqual([1, 1, 1, 1]);
  });

  it('is not published where it was over before, but until when access lasts', () => {
    expect(
      transitionsInTurn(
        [subscription('ended', 3, 'canceled')],
        [subscription('runs', 1, 'active'), subscription('ended', 3, 'canceled')],
      ),
    ).toEqual([['subscription.canceled 1'], ['subscription.updated 1']]);
  });
});

describe('what was published', () => {
  it('is not published again', () => {
    const history = [created(500n), paid(2), refunded(3, 500n)];
    expect(transitionsInTurn(history, history)[1]).toEqual([]);
  });

  it('and is not true is taken back, and published again when it is, with the next number', () => {
    expect(
      transitionsInTurn([created(500n), paid(2)], [created(900n), paid(2)], [created(500n), paid(2)]),
    ).toEqual([['payment.succeeded 1', 'order.paid 1'], ['order.unpaid 1'], ['order.paid 2']]);
  });

  it('leads on from where it stood last, not from its beginning', () => {
    const before = [subscription('a', 1, 'active'), subscription('b', 2, 'past_due')];
    const after = [...before, subscription('c', 3, 'active'), subscription('d', 4, 'past_due')];
    expect(transitionsInTurn(before, after)[1]).toEqual([]);
    expect(transitionsInTurn(before, [...after, subscription('e', 5, 'active')])[1]).toEqual([
      'subscription.recovered 1',
    ]);
  });
});

describe('what was published and is no longer what happened', () => {
  it('leads straight to what is: the amounts on the way there are not published', () => {
    const [, late] = transitionsInTurn(
      [created(500n), paid(2), refunded(4, 300n, 'known')],
      [created(500n), paid(2), refunded(3, 100n, 'late'), refunded(4, 300n, 'known')],
    );
    expect(late).toEqual(['order.partially_refunded 2']);
  });

  it('is taken back after what the history has', () => {
    const pending = event('paid', 2, {
      type: 'payment.pending',
      paymentRef: 'p',
      orderRef: 'o',
      amount: eur(500n),
    });
    expect(transitionsInTurn([created(500n), paid(2)], [created(500n), pending])[1]).toEqual([
      'payment.retried 1',
      'order.unpaid 1',
    ]);
  });
});

describe('where an aspect stood on nothing in between', () => {
  it('publishes that a failed order waits again, though what paid it for a while is not published', () => {
    expect(
      transitionsInTurn(
        [created(500n), failed(2), created(900n, 4)],
        [created(500n), failed(2), paid(3), created(900n, 4)],
      ),
    ).toEqual([
      ['payment.failed 1', 'order.failed 1'],
      ['payment.succeeded 1', 'order.reopened 1'],
    ]);
  });

  it('publishes that nothing is overdue, though a pause is not published', () => {
    const before = [subscription('a', 1, 'active'), subscription('b', 2, 'past_due')];
    expect(
      transitionsInTurn(before, [
        ...before,
        subscription('c', 3, 'paused'),
        subscription('d', 4, 'active'),
      ])[1],
    ).toEqual(['subscription.recovered 1']);
  });

  it('publishes other terms, though a pause is not published', () => {
    const before = [subscription('a', 1, 'active', { planRef: 'basic' })];
    expect(
      transitionsInTurn(before, [
        ...before,
        subscription('c', 3, 'paused'),
        subscription('d', 4, 'active', { planRef: 'plus' }),
      ])[1],
    ).toEqual(['subscription.updated 1']);
  });
});

describe('one instant', () => {
  it('that brings the payment of an order whose refund came first publishes first that it is paid', () => {
    const { transitions } = prepare([], foldAll([created(500n), refunded(2, 500n), paid(3)]));
    expect(transitions.map(({ topic }) => topic)).toEqual([
      'payment.succeeded',
      'order.paid',
      'order.refunded',
    ]);
  });

  it('is published once where two aspects call it the same', () => {
    const terms = { planRef: 'basic', currentPeriodEnd: at(5) };
    const before = [subscription('a', 1, 'active', terms)];
    const changed = subscription('b', 2, 'active', { planRef: 'plus', currentPeriodEnd: at(4) });
    expect(transitionsInTurn(before, [...before, changed])[1]).toEqual(['subscription.updated 1']);
  });

  it('that goes there and back and there again is published in all three', () => {
    const instant = [
      subscription('b', 2, 'past_due', {}, 0),
      subscription('b', 2, 'active', { previous: { status: 'past_due' } }, 1),
    ];
    const before = [subscription('a', 1, 'unpaid')];
    const { publishedState } = publishNext([], before);
    const { transitions } = prepare(publishedState, foldAll([...before, ...instant]));
    expect(transitions.map(({ topic }) => topic)).toEqual([
      'subscription.recovered',
      'subscription.past_due',
      'subscription.recovered',
    ]);
  });
});

describe('folded on', () => {
  const delivery = [subscription('c', 3, 'past_due', {}, 0), subscription('c', 4, 'canceled', {}, 1)];
  it('it publishes every move of a delivery, as folding everything does', () => {
    const before = [subscription('a', 1, 'paused')];
    const { publishedState } = prepare([], foldAll(before));
    const topics = (folded: Folded | undefined) =>
      folded && prepare(publishedState, folded).transitions.map(({ topic }) => topic);
    const expected = ['subscription.resumed', 'subscription.canceled'];
    expect(topics(foldAll([...before, ...delivery]))).toEqual(expected);
    expect(topics(resumeFold(foldAll(before).saved, delivery))).toEqual(expected);
  });

  it('it publishes what is due first', () => {
    const folded = resumeFold(foldAll([created(500n), paid(2)]).saved, [refunded(3, 500n)]);
    const { transitions } = prepare([], folded ?? foldAll([]));
    expect(transitions.map(({ topic }) => topic)).toEqual([
      'payment.succeeded',
      'order.paid',
      'order.refunded',
    ]);
    expect(transitions.every(({ eventKey }) => eventKey === 'refunded')).toBe(true);
  });
});

describe('what is withdrawn', () => {
  const nothing = { ...foldAll([]), last: { at: at(9), eventKey: '' } };

  it('is withdrawn once, into nothing where nothing is left', () => {
    const { publishedState } = publishNext([], [created(500n), paid(2)]);
    const first = prepare(publishedState, nothing);
    expect(first.transitions).toMatchObject([
      { topic: 'payment.withdrawn', occurrence: 1, movedTo: null, at: at(9) },
      { topic: 'order.withdrawn', occurrence: 1, movedTo: null, at: at(9) },
    ]);
    expect(prepare(first.publishedState, nothing).transitions).toEqual([]);
  });

  it('is published from its beginning when it is back, counting on, and can be withdrawn again', () => {
    const history = [created(500n), failed(2), paid(3)];
    const withdrawn = prepare(publishNext([], history).publishedState, nothing).publishedState;
    const back = publishNext(withdrawn, history);
    expect(back.topics).toEqual(['payment.failed 2', 'payment.succeeded 2', 'order.paid 2']);
    expect(prepare(back.publishedState, nothing).transitions.map(({ occurrence }) => occurrence)).toEqual([
      2, 2, 2,
    ]);
  });

  it('and exists again with nothing to publish is not withdrawn once more', () => {
    const pending = event('again', 3, { type: 'payment.pending', paymentRef: 'p' });
    const { publishedState } = publishNext(
      [],
      [event('failed', 1, { type: 'payment.failed', paymentRef: 'p' })],
    );
    const back = publishNext(prepare(publishedState, nothing).publishedState, [pending]);
    expect(back.topics).toEqual([]);
    expect(prepare(back.publishedState, nothing).transitions).toEqual([]);
  });
});
