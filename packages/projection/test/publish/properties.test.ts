import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Delivery, randomHistory } from '../proof/random-histories.ts';
import { runs } from '../proof/reruns.ts';
import { nameOf } from './listener.ts';
import { deliverAll, deliverTo, emptyStore, type Store, publishAgain } from './published-store.ts';
import { createListenerOf, expectUnderstood } from './understanding.ts';

/** Deliveries in any order, some of them repeated. */
const anyOrder = randomHistory().chain((history) =>
  fc
    .shuffledSubarray([...history, ...history], { minLength: history.length })
    .map((some): readonly Delivery[] => [...some, ...history]),
);

const forAll = (numRuns: number, check: (deliveries: readonly Delivery[]) => void): void =>
  fc.assert(
    fc.property(fc.tuple(anyOrder), ([deliveries]) => check(deliveries)),
    runs<[[readonly Delivery[]]]>(numRuns),
  );

/** What was published for each delivery, beside all that was published before it. */
function eachStep(
  deliveries: readonly Delivery[],
  check: (before: Store, news: Store['transitions']) => void,
): void {
  let store = emptyStore;
  for (const delivery of deliveries) {
    const next = deliverTo(store, delivery);
    check(store, next.transitions.slice(store.transitions.length));
    store = next;
  }
}

const ENDED = new Set(['subscription.canceled', 'subscription.expired']);
/** What of an ended subscription may still be published: until when there is access. */
const OF_ACCESS = new Set(['subscription.access_ended', 'subscription.reinstated', 'subscription.updated']);

describe('deliveries in any order and with repetitions', () => {
  it('lead a consumer to the state of the rows', () => {
    forAll(4000, (deliveries) => expectUnderstood(deliverAll(deliveries)));
  });

  it('lead a consumer to the current state after every delivery, and publish it once', () => {
    forAll(800, (deliveries) => {
      let store = emptyStore;
      for (const delivery of deliveries) {
        store = deliverTo(store, delivery);
        expectUnderstood(store);
        expect(publishAgain(store)).toEqual([]);
        expect(deliverTo(store, delivery)).toBe(store);
      }
    });
  });

  it('an order whose payment was published is not published again under another name', () => {
    forAll(3000, (deliveries) =>
      eachStep(deliveries, (before, news) => {
        if (!news.some(({ topic }) => topic === 'order.paid')) return;
        const { understood } = createListenerOf(before.transitions);
        const known = news.flatMap(({ topic, subject }) =>
          topic === 'order.withdrawn' ? [understood.get(nameOf(subject))] : [],
        );
        expect(known.some((order) => order?.kind === 'order' && order.paid)).toBe(false);
      }),
    );
  });

  it('a subscription whose end was published publishes at most its end', () => {
    forAll(3000, (deliveries) => {
      const ended = new Set<string>();
      for (const { topic, subject } of deliverAll(deliveries).transitions) {
        if (subject.kind !== 'subscription') continue;
        if (ended.has(subject.ref)) expect(ENDED.has(topic) || OF_ACCESS.has(topic), topic).toBe(true);
        if (ENDED.has(topic)) ended.add(subject.ref);
      }
    });
  });

  it('name a delivered event and its time', () => {
    forAll(1500, (deliveries) => {
      const times = new Set(
        deliveries.flatMap((delivery) =>
          delivery.map(({ eventKey, event }) => `${eventKey} ${event.occurredAt}`),
        ),
      );
      for (const { topic, eventKey, at } of deliverAll(deliveries).transitions) {
        // That an access has ended no event says: it has the time at which it ended.
        if (topic === 'subscription.access_ended') continue;
        expect(times.has(`${eventKey} ${at}`), `${eventKey} ${at}`).toBe(true);
      }
    });
  });
});
