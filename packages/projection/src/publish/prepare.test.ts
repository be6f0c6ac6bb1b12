import { canonicalEvent, type EventFacts } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { type Folded, foldAll, resumeFold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { prepare as prepareAt } from './prepare.ts';
import type { PublishedState } from './published-state.ts';

/** Compares at a time before any access ends. */
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
/** Returns the published topics of each history, one history after the other. */
const transitionsInTurn = (...histories: readonly (readonly RecordedEvent[])[]) => {
  let publishedState: PublishedState = [];
  return histories.map((history) => {
    const outcome = publishNext(publishedState, history);
    publishedState = outcome.publishedState;
    return outcome.topics;
  });
};

describe('a subject that was never published', () => {
  it('is published from its beginning, each transition with its own event and time', () => {
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

  it('an earlier status is not published after it has ended, but a new end of access is', () => {
    expect(
      transitionsInTurn(
        [subscription('ended', 3, 'canceled')],
        [subscription('runs', 1, 'active'), subscription('ended', 3, 'canceled')],
      ),
    ).toEqual([['subscription.canceled 1'], ['subscription.updated 1']]);
  });
});

describe('a published value', () => {
  it('is not published again', () => {
    const history = [created(500n), paid(2), refunded(3, 500n)];
    expect(transitionsInTurn(history, history)[1]).toEqual([]);
  });

  it('is corrected if it was wrong, and published again with the next number if it is right again', () => {
    expect(
      transitionsInTurn([created(500n), paid(2)], [created(900n), paid(2)], [created(500n), paid(2)]),
    ).toEqual([['payment.succeeded 1', 'order.paid 1'], ['order.unpaid 1'], ['order.paid 2']]);
  });

  it('continues from its last occurrence in the history, not from the beginning', () => {
    const before = [subscription('a', 1, 'active'), subscription('b', 2, 'past_due')];
    const after = [...before, subscription('c', 3, 'active'), subscription('d', 4, 'past_due')];
    expect(transitionsInTurn(before, after)[1]).toEqual([]);
    expect(transitionsInTurn(before, [...after, subscription('e', 5, 'active')])[1]).toEqual([
      'subscription.recovered 1',
    ]);
  });
});

describe('a published value that is not in the history any more', () => {
  it('leads directly to the current value, without the amounts in between', () => {
    const [, late] = transitionsInTurn(
      [created(500n), paid(2), refunded(4, 300n, 'known')],
      [created(500n), paid(2), refunded(3, 100n, 'late'), refunded(4, 300n, 'known')],
    );
    expect(late).toEqual(['order.partially_refunded 2']);
  });

  it('is corrected after the transitions of the history', () => {
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

describe('if an aspect was empty in between', () => {
  it('publishes that a failed order is open again, without the payment in between', () => {
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

  it('publishes that a subscription has recovered, without the pause in between', () => {
    const before = [subscription('a', 1, 'active'), subscription('b', 2, 'past_due')];
    expect(
      transitionsInTurn(before, [
        ...before,
        subscription('c', 3, 'paused'),
        subscription('d', 4, 'active'),
      ])[1],
    ).toEqual(['subscription.recovered 1']);
  });

  it('publishes changed terms, without the pause in between', () => {
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

describe('events of one instant', () => {
  it('publish that an order is paid before its refund, if the refund came first', () => {
    const { transitions } = prepare([], foldAll([created(500n), refunded(2, 500n), paid(3)]));
    expect(transitions.map(({ topic }) => topic)).toEqual([
      'payment.succeeded',
      'order.paid',
      'order.refunded',
    ]);
  });

  it('are published once if two aspects have the same topic', () => {
    const terms = { planRef: 'basic', currentPeriodEnd: at(5) };
    const before = [subscription('a', 1, 'active', terms)];
    const changed = subscription('b', 2, 'active', { planRef: 'plus', currentPeriodEnd: at(4) });
    expect(transitionsInTurn(before, [...before, changed])[1]).toEqual(['subscription.updated 1']);
  });

  it('are all published if the status changes back and forth', () => {
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

describe('a fold that continued', () => {
  const delivery = [subscription('c', 3, 'past_due', {}, 0), subscription('c', 4, 'canceled', {}, 1)];
  it('publishes every change of a delivery, as a fold of all events does', () => {
    const before = [subscription('a', 1, 'paused')];
    const { publishedState } = prepare([], foldAll(before));
    const topics = (folded: Folded | undefined) =>
      folded && prepare(publishedState, folded).transitions.map(({ topic }) => topic);
    const expected = ['subscription.resumed', 'subscription.canceled'];
    expect(topics(foldAll([...before, ...delivery]))).toEqual(expected);
    expect(topics(resumeFold(foldAll(before).saved, delivery))).toEqual(expected);
  });

  it('publishes earlier transitions that are due first', () => {
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

describe('a withdrawn subject', () => {
  const nothing = { ...foldAll([]), last: { at: at(9), eventKey: '' } };

  it('is withdrawn once, without a destination if nothing is left', () => {
    const { publishedState } = publishNext([], [created(500n), paid(2)]);
    const first = prepare(publishedState, nothing);
    expect(first.transitions).toMatchObject([
      { topic: 'payment.withdrawn', occurrence: 1, movedTo: null, at: at(9) },
      { topic: 'order.withdrawn', occurrence: 1, movedTo: null, at: at(9) },
    ]);
    expect(prepare(first.publishedState, nothing).transitions).toEqual([]);
  });

  it('is published from its beginning if it exists again, with the next numbers, and can be withdrawn again', () => {
    const history = [created(500n), failed(2), paid(3)];
    const withdrawn = prepare(publishNext([], history).publishedState, nothing).publishedState;
    const back = publishNext(withdrawn, history);
    expect(back.topics).toEqual(['payment.failed 2', 'payment.succeeded 2', 'order.paid 2']);
    expect(prepare(back.publishedState, nothing).transitions.map(({ occurrence }) => occurrence)).toEqual([
      2, 2, 2,
    ]);
  });

  it('is not withdrawn again if it exists again with nothing to publish', () => {
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
