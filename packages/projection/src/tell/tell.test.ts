import { canonicalEvent, type EventFacts } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { type Folded, foldAll, resumeFold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { tell as tellAt } from './tell.ts';
import type { Told } from './told.ts';

/** Before anything ends by itself. */
function tell(told: Told, folded: Folded) {
  const telling = tellAt(told, folded, '2026-01-01T00:00:00.000Z');
  if (!telling) throw new Error('the fold has not seen enough');
  return telling;
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

const heard = (told: Told, events: readonly RecordedEvent[]) => {
  const outcome = tell(told, foldAll(events));
  return {
    told: outcome.told,
    topics: outcome.transitions.map(({ topic, occurrence }) => `${topic} ${occurrence}`),
  };
};
/** What is told of one history after the other. */
const heardInTurn = (...histories: readonly (readonly RecordedEvent[])[]) => {
  let told: Told = [];
  return histories.map((history) => {
    const outcome = heard(told, history);
    told = outcome.told;
    return outcome.topics;
  });
};

describe('what nobody has heard of yet', () => {
  it('is told from its beginning, each move with its own event and time', () => {
    const { transitions } = tell(
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

  it('is not told where it was over before anybody heard of it, but until when access lasts', () => {
    expect(
      heardInTurn(
        [subscription('ended', 3, 'canceled')],
        [subscription('runs', 1, 'active'), subscription('ended', 3, 'canceled')],
      ),
    ).toEqual([['subscription.canceled 1'], ['subscription.updated 1']]);
  });
});

describe('what was told', () => {
  it('is not told again', () => {
    const history = [created(500n), paid(2), refunded(3, 500n)];
    expect(heardInTurn(history, history)[1]).toEqual([]);
  });

  it('and is not true is taken back, and told again when it is, with the next number', () => {
    expect(heardInTurn([created(500n), paid(2)], [created(900n), paid(2)], [created(500n), paid(2)])).toEqual(
      [['payment.succeeded 1', 'order.paid 1'], ['order.unpaid 1'], ['order.paid 2']],
    );
  });

  it('leads on from where it stood last, not from its beginning', () => {
    const before = [subscription('a', 1, 'active'), subscription('b', 2, 'past_due')];
    const after = [...before, subscription('c', 3, 'active'), subscription('d', 4, 'past_due')];
    expect(heardInTurn(before, after)[1]).toEqual([]);
    expect(heardInTurn(before, [...after, subscription('e', 5, 'active')])[1]).toEqual([
      'subscription.recovered 1',
    ]);
  });
});

describe('what was told and is no longer what happened', () => {
  it('leads straight to what is: the amounts on the way there are not told', () => {
    const [, late] = heardInTurn(
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
    expect(heardInTurn([created(500n), paid(2)], [created(500n), pending])[1]).toEqual([
      'payment.retried 1',
      'order.unpaid 1',
    ]);
  });
});

describe('where a facet stood on nothing in between', () => {
  it('tells that a failed order waits again, though what paid it for a while is not told', () => {
    expect(
      heardInTurn(
        [created(500n), failed(2), created(900n, 4)],
        [created(500n), failed(2), paid(3), created(900n, 4)],
      ),
    ).toEqual([
      ['payment.failed 1', 'order.failed 1'],
      ['payment.succeeded 1', 'order.reopened 1'],
    ]);
  });

  it('tells that nothing is overdue, though a pause is not told', () => {
    const before = [subscription('a', 1, 'active'), subscription('b', 2, 'past_due')];
    expect(
      heardInTurn(before, [...before, subscription('c', 3, 'paused'), subscription('d', 4, 'active')])[1],
    ).toEqual(['subscription.recovered 1']);
  });

  it('tells other terms, though a pause is not told', () => {
    const before = [subscription('a', 1, 'active', { planRef: 'basic' })];
    expect(
      heardInTurn(before, [
        ...before,
        subscription('c', 3, 'paused'),
        subscription('d', 4, 'active', { planRef: 'plus' }),
      ])[1],
    ).toEqual(['subscription.updated 1']);
  });
});

describe('one moment', () => {
  it('that brings the payment of an order whose refund came first tells it to be paid first', () => {
    const { transitions } = tell([], foldAll([created(500n), refunded(2, 500n), paid(3)]));
    expect(transitions.map(({ topic }) => topic)).toEqual([
      'payment.succeeded',
      'order.paid',
      'order.refunded',
    ]);
  });

  it('is told once where two facets call it the same', () => {
    const terms = { planRef: 'basic', currentPeriodEnd: at(5) };
    const before = [subscription('a', 1, 'active', terms)];
    const changed = subscription('b', 2, 'active', { planRef: 'plus', currentPeriodEnd: at(4) });
    expect(heardInTurn(before, [...before, changed])[1]).toEqual(['subscription.updated 1']);
  });

  it('that goes there and back and there again is told in all three', () => {
    const moment = [
      subscription('b', 2, 'past_due', {}, 0),
      subscription('b', 2, 'active', { previous: { status: 'past_due' } }, 1),
    ];
    const before = [subscription('a', 1, 'unpaid')];
    const { told } = heard([], before);
    const { transitions } = tell(told, foldAll([...before, ...moment]));
    expect(transitions.map(({ topic }) => topic)).toEqual([
      'subscription.recovered',
      'subscription.past_due',
      'subscription.recovered',
    ]);
  });
});

describe('folded on', () => {
  const delivery = [subscription('c', 3, 'past_due', {}, 0), subscription('c', 4, 'canceled', {}, 1)];
  it('it tells every move of a delivery, as folding everything does', () => {
    const before = [subscription('a', 1, 'paused')];
    const { told } = tell([], foldAll(before));
    const topics = (folded: Folded | undefined) =>
      folded && tell(told, folded).transitions.map(({ topic }) => topic);
    const expected = ['subscription.resumed', 'subscription.canceled'];
    expect(topics(foldAll([...before, ...delivery]))).toEqual(expected);
    expect(topics(resumeFold(foldAll(before).saved, delivery))).toEqual(expected);
  });

  it('it tells what is due first', () => {
    const folded = resumeFold(foldAll([created(500n), paid(2)]).saved, [refunded(3, 500n)]);
    const { transitions } = tell([], folded ?? foldAll([]));
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
    const { told } = heard([], [created(500n), paid(2)]);
    const first = tell(told, nothing);
    expect(first.transitions).toMatchObject([
      { topic: 'payment.withdrawn', occurrence: 1, movedTo: null, at: at(9) },
      { topic: 'order.withdrawn', occurrence: 1, movedTo: null, at: at(9) },
    ]);
    expect(tell(first.told, nothing).transitions).toEqual([]);
  });

  it('is told from its beginning when it is back, counting on, and can be withdrawn again', () => {
    const history = [created(500n), failed(2), paid(3)];
    const withdrawn = tell(heard([], history).told, nothing).told;
    const back = heard(withdrawn, history);
    expect(back.topics).toEqual(['payment.failed 2', 'payment.succeeded 2', 'order.paid 2']);
    expect(tell(back.told, nothing).transitions.map(({ occurrence }) => occurrence)).toEqual([2, 2, 2]);
  });

  it('and stands again with nothing to tell of it is not withdrawn once more', () => {
    const pending = event('again', 3, { type: 'payment.pending', paymentRef: 'p' });
    const { told } = heard([], [event('failed', 1, { type: 'payment.failed', paymentRef: 'p' })]);
    const back = heard(tell(told, nothing).told, [pending]);
    expect(back.topics).toEqual([]);
    expect(tell(back.told, nothing).transitions).toEqual([]);
  });
});
