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
export type Steps = Pick<ReadonlyMap<string, readonly Step[]>, 'get'>;

/** Notes, after each event, which facets it moved. */
export interface StepLog {
  readonly steps: Map<string, Step[]>;
  /** Where the facets of each thing stand, in order, by kind and name. */
  readonly latest: Map<string, string[]>;
  place: number;
}
export const noSteps = (): StepLog => ({ steps: new Map(), latest: new Map(), place: 0 });

export function noteSteps(log: StepLog, cause: RecordedEvent, moves: Moves): void {
  for (const move of moves.payments) note(log, cause, { move, kind: 'payment', facets: PAYMENT_FACETS });
  for (const move of moves.orders) note(log, cause, { move, kind: 'order', facets: ORDER_FACETS });
  for (const move of moves.subscriptions)
    note(log, cause, { move, kind: 'subscription', facets: SUBSCRIPTION_FACETS });
  for (const move of moves.refunds) note(log, cause, { move, kind: 'refund', facets: REFUND_FACETS });
}

/** Notes where subscriptions stand before the first event: they are compared whether an event touches them or not. */
export function meetSubscriptions(log: StepLog, rows: Iterable<SubscriptionRow>): void {
  for (const row of rows) {
    const move = { ref: row.subscriptionRef, before: row, after: row };
    meet(log, { move, kind: 'subscription', facets: SUBSCRIPTION_FACETS });
  }
}

interface Moved<Row> {
  readonly move: Move<Row>;
  readonly kind: SubjectKind;
  readonly facets: readonly Facet<Row>[];
}

function note<Row>(log: StepLog, { eventKey, event }: RecordedEvent, moved: Moved<Row>): void {
  const { move, kind, facets } = moved;
  const values = log.latest.get(`${kind} ${move.ref}`) ?? meet(log, moved);
  if (!move.after) return;
  for (let at = 0; at < facets.length; at += 1) {
    const facet = facets[at];
    const value = facet?.of(move.after);
    if (!facet || value === undefined || values[at] === value) continue;
    values[at] = value;
    const step = { place: log.place, value, at: event.occurredAt, eventKey };
    log.place += 1;
    addStep(log, facetKey(kind, move.ref, facet.name), step);
  }
}

/** Something that is met for the first time: where it stood before is where it departs from. */
function meet<Row>(log: StepLog, { move: { ref, before }, kind, facets }: Moved<Row>): string[] {
  const values = facets.map(({ of }) => (before ? of(before) : ''));
  log.latest.set(`${kind} ${ref}`, values);
  if (!before) return values;
  for (const [at, { name }] of facets.entries()) {
    const value = values[at] ?? '';
    if (value !== '')
      addStep(log, facetKey(kind, ref, name), { place: BEFOREHAND, value, at: '', eventKey: '' });
  }
  return values;
}

function addStep({ steps }: StepLog, key: string, step: Step): void {
  const known = steps.get(key);
  if (known) known.push(step);
  else steps.set(key, [step]);
}
