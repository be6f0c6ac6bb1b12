import type { SubjectKind } from '@payspool/events';
import type { RecordedEvent } from '../history.ts';
import type { SubscriptionRow } from '../rows.ts';
import type { Move, Moves } from '../view.ts';
import type { Facet } from './facet.ts';
import { ORDER_FACETS } from './order-facets.ts';
import { PAYMENT_FACETS } from './payment-facets.ts';
import { REFUND_FACETS } from './refund-facets.ts';
import { facetKey } from './standings.ts';
import { SUBSCRIPTION_FACETS } from './subscription-facets.ts';

/** One move of one facet, as the history has it. */
export interface Step {
  /** Place among all steps of the fold, or `BEFOREHAND`. */
  readonly place: number;
  readonly value: string;
  readonly at: string;
  readonly eventKey: string;
}

/** Where a fold that goes on found a facet: no move that it has seen, but where later ones depart from. Its time and its event are not known. */
export const BEFOREHAND = -1;

/** The moves of every facet in the order of the history, by `facetKey`. Of what a fold that goes on does not touch there are none. */
export type Steps = ReadonlyMap<string, readonly Step[]>;

/** Notes, after each event, which facets it moved. */
export function createStepLog() {
  /** Where the facets of each thing stand, in order. */
  const latest: Readonly<Record<SubjectKind, Map<string, string[]>>> = {
    payment: new Map(),
    order: new Map(),
    subscription: new Map(),
    refund: new Map(),
  };
  const steps = new Map<string, Step[]>();
  let place = 0;

  const add = (key: string, step: Step) => {
    const moves = steps.get(key);
    if (moves) moves.push(step);
    else steps.set(key, [step]);
  };
  const meet = <Row>(
    { ref, before }: Pick<Move<Row>, 'ref' | 'before'>,
    { kind, facets }: { readonly kind: SubjectKind; readonly facets: readonly Facet<Row>[] },
  ): string[] => {
    const values = facets.map(({ of }) => (before ? of(before) : ''));
    latest[kind].set(ref, values);
    for (const [at, { name }] of facets.entries()) {
      const value = values[at] ?? '';
      if (value !== '') add(facetKey(kind, ref, name), { place: BEFOREHAND, value, at: '', eventKey: '' });
    }
    return values;
  };
  const note = <Row>(
    cause: RecordedEvent,
    { ref, before, after }: Move<Row>,
    { kind, facets }: { readonly kind: SubjectKind; readonly facets: readonly Facet<Row>[] },
  ) => {
    // Met for the first time: where it stood before is where it departs from.
    const values = latest[kind].get(ref) ?? meet({ ref, before }, { kind, facets });
    if (!after) return;
    for (const [at, { name, of }] of facets.entries()) {
      const value = of(after);
      if (values[at] === value) continue;
      values[at] = value;
      add(facetKey(kind, ref, name), {
        place: place++,
        value,
        at: cause.event.occurredAt,
        eventKey: cause.eventKey,
      });
    }
  };

  return {
    steps: steps as Steps,
    /** Where subscriptions stand before the first event: they are compared whether an event touches them or not. */
    meetSubscriptions(rows: readonly SubscriptionRow[]): void {
      for (const row of rows)
        meet({ ref: row.subscriptionRef, before: row }, { kind: 'subscription', facets: SUBSCRIPTION_FACETS });
    },
    note(cause: RecordedEvent, { payments, orders, subscriptions, refunds }: Moves): void {
      for (const move of payments) note(cause, move, { kind: 'payment', facets: PAYMENT_FACETS });
      for (const move of orders) note(cause, move, { kind: 'order', facets: ORDER_FACETS });
      for (const move of subscriptions)
        note(cause, move, { kind: 'subscription', facets: SUBSCRIPTION_FACETS });
      for (const move of refunds) note(cause, move, { kind: 'refund', facets: REFUND_FACETS });
    },
  };
}
