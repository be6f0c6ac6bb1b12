import { expect } from 'vitest';
import type { Transition } from '../../src/publish/transition.ts';
import { isPublishedSubject } from '../../src/publish/published-state.ts';
import { createListener, nameOf, nothingReceived, type Understanding } from './listener.ts';
import { meaningOf, withoutDoubt } from './meaning.ts';
import { type Store, publishAgain } from './published-store.ts';

/** What has to hold of everything that was published, whatever was delivered and in whatever order. */
export function expectUnderstood(store: Store): void {
  expectCounted(store.transitions);
  const { understood } = createListenerOf(store.transitions);
  const meant = new Map(store.aggregates.flatMap(({ rows }) => [...meaningOf(rows)]));
  const rows = allRows(store);
  const received = withoutDoubt(byCurrentName(store, understood), rows);
  expect(received).toEqual(withoutTheUnpublished(withoutDoubt(meant, rows), store));
  expectSnapshots(store);
  expect(publishAgain(store)).toEqual([]);
}

/** The orders and payments of all purchases and subscriptions. */
export const allRows = ({ aggregates }: Store) => ({
  orders: aggregates.flatMap(({ rows }) => rows.orders),
  payments: aggregates.flatMap(({ rows }) => rows.payments),
});

/** Of one topic and subject the occurrences are 1, 2, 3 and so on. */
export function expectCounted(
  transitions: readonly Pick<Transition, 'topic' | 'subject' | 'occurrence'>[],
): void {
  const counts = new Map<string, number>();
  for (const { topic, subject, occurrence } of transitions) {
    const identity = `${topic} ${nameOf(subject)}`;
    const next = (counts.get(identity) ?? 0) + 1;
    if (occurrence !== next) expect(occurrence, identity).toBe(next);
    counts.set(identity, next);
  }
}

export function createListenerOf(transitions: readonly Transition[]) {
  const listener = createListener();
  for (const transition of transitions) listener.receive(transition);
  return listener;
}

/** A listener knows a thing by its first name; which it is now is in the aggregate. */
function byCurrentName(
  { aggregates }: Store,
  understood: ReadonlyMap<string, Understanding>,
): Map<string, Understanding> {
  const names = new Map(
    aggregates.flatMap(({ publishedState }) =>
      publishedState
        .filter(isPublishedSubject)
        .map(({ kind, ref, currentRef }) => [nameOf({ kind, ref }), nameOf({ kind, ref: currentRef })]),
    ),
  );
  return new Map(
    [...understood].map(([name, value]) => [names.get(name) ?? `${name}, which is nowhere`, value]),
  );
}

/** A subject that was never published must be one of which there is nothing to publish. */
function withoutTheUnpublished(meant: ReadonlyMap<string, Understanding>, { aggregates }: Store) {
  const received = new Set(
    aggregates.flatMap(({ publishedState }) =>
      publishedState
        .filter(isPublishedSubject)
        .map(({ kind, currentRef }) => nameOf({ kind, ref: currentRef })),
    ),
  );
  return new Map(
    [...meant].filter(([name, value]) => {
      if (received.has(name)) return true;
      expect({ [name]: value }).toEqual({ [name]: nothingReceived(value.kind) });
      return false;
    }),
  );
}

/** Who keeps what the last payload said has the amounts that went back of a paid order, and the terms of a subscription that runs. */
function expectSnapshots({ aggregates, transitions }: Store): void {
  const last = new Map<string, Record<string, unknown>>();
  for (const transition of transitions) {
    if ('movedTo' in transition) last.delete(nameOf(transition.subject));
    else last.set(nameOf(transition.subject), { ...transition.snapshot.row });
  }
  const firstNames = new Map(
    aggregates.flatMap(({ publishedState }) =>
      publishedState
        .filter(isPublishedSubject)
        .map(({ kind, ref, currentRef }) => [nameOf({ kind, ref: currentRef }), nameOf({ kind, ref })]),
    ),
  );
  for (const { rows } of aggregates) {
    for (const row of rows.orders) {
      if (row.status !== 'paid' && row.status !== 'partially_refunded') continue;
      const received = last.get(firstNames.get(`order ${row.orderRef}`) ?? '');
      const { refundedMinor, chargedBackMinor } = row;
      expect(received, row.orderRef).toMatchObject({ refundedMinor, chargedBackMinor });
    }
    for (const row of rows.subscriptions) {
      if (!RUNNING.has(row.status)) continue;
      const received = last.get(firstNames.get(`subscription ${row.subscriptionRef}`) ?? '');
      const { planRef, quantity, cancelAt, currentPeriodEnd } = row;
      expect(received, row.subscriptionRef).toMatchObject({ planRef, quantity, cancelAt, currentPeriodEnd });
    }
  }
}

const RUNNING = new Set(['trialing', 'active', 'past_due']);
