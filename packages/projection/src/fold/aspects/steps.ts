import type { SubjectKind } from '@payspool/events';
import type { RecordedEvent } from '../history.ts';
import type { SubscriptionRow } from '../rows.ts';
import type { Move, Moves } from '../view.ts';
import type { Aspect } from './aspect.ts';
import { ORDER_ASPECTS } from './order-aspects.ts';
import { PAYMENT_ASPECTS } from './payment-aspects.ts';
import { REFUND_ASPECTS } from './refund-aspects.ts';
import { aspectKey } from './snapshots.ts';
import { SUBSCRIPTION_ASPECTS } from './subscription-aspects.ts';

/** One change of one aspect. */
export interface Step {
  /** Position among all steps of the fold, or `BEFOREHAND`. */
  readonly place: number;
  readonly value: string;
  readonly at: string;
  readonly eventKey: string;
}

/**
 * The `place` of the value that an aspect had when the fold continued. That is no change of this fold: its time and
 * event are unknown.
 */
export const BEFOREHAND = -1;

/**
 * The changes of each aspect in the order of the history, by `aspectKey`. A continued fold has none of the aspects that
 * it did not touch.
 */
export interface Steps {
  /** The steps of an aspect after the last one that led to `value`, or all of them if none did. */
  readonly after: (key: string, value: string) => StepsAfter;
}

export interface StepsAfter {
  readonly isFound: boolean;
  readonly steps: readonly Step[];
}

/** The steps after the last one to a value, of all steps of an aspect. */
export function stepsAfter(steps: readonly Step[], value: string): StepsAfter {
  const at = steps.findLastIndex((step) => step.value === value);
  return { isFound: at >= 0, steps: steps.slice(at + 1) };
}

/** Collects the changes of aspects, event by event. */
export interface StepLog {
  readonly steps: Map<string, Step[]>;
  /** The current values of all aspects of each row, by kind and name. */
  readonly latest: Map<string, string[]>;
  place: number;
}
export const noSteps = (): StepLog => ({ steps: new Map(), latest: new Map(), place: 0 });

export function noteSteps(log: StepLog, cause: RecordedEvent, moves: Moves): void {
  for (const move of moves.payments) note(log, cause, { move, kind: 'payment', aspects: PAYMENT_ASPECTS });
  for (const move of moves.orders) note(log, cause, { move, kind: 'order', aspects: ORDER_ASPECTS });
  for (const move of moves.subscriptions)
    note(log, cause, { move, kind: 'subscription', aspects: SUBSCRIPTION_ASPECTS });
  for (const move of moves.refunds) note(log, cause, { move, kind: 'refund', aspects: REFUND_ASPECTS });
}

/**
 * Notes the values of all subscriptions before the first event, because they are compared whether an event touches them
 * or not.
 */
export function noteInitialSubscriptions(log: StepLog, rows: Iterable<SubscriptionRow>): void {
  for (const row of rows) {
    const move = { ref: row.subscriptionRef, before: row, after: row };
    noteInitial(log, { move, kind: 'subscription', aspects: SUBSCRIPTION_ASPECTS });
  }
}

interface Moved<Row> {
  readonly move: Move<Row>;
  readonly kind: SubjectKind;
  readonly aspects: readonly Aspect<Row>[];
}

function note<Row>(log: StepLog, { eventKey, event }: RecordedEvent, moved: Moved<Row>): void {
  const { move, kind, aspects } = moved;
  const values = log.latest.get(`${kind} ${move.ref}`) ?? noteInitial(log, moved);
  if (!move.after) return;
  for (let at = 0; at < aspects.length; at += 1) {
    const aspect = aspects[at];
    const value = aspect?.of(move.after);
    if (!aspect || value === undefined || values[at] === value) continue;
    values[at] = value;
    const step = { place: log.place, value, at: event.occurredAt, eventKey };
    log.place += 1;
    addStep(log, aspectKey(kind, move.ref, aspect.name), step);
  }
}

/** Notes and returns the values that a row had before its first change in this fold. */
function noteInitial<Row>(log: StepLog, { move: { ref, before }, kind, aspects }: Moved<Row>): string[] {
  const values = aspects.map(({ of }) => (before ? of(before) : ''));
  log.latest.set(`${kind} ${ref}`, values);
  if (!before) return values;
  for (const [at, { name }] of aspects.entries()) {
    const value = values[at] ?? '';
    if (value !== '')
      addStep(log, aspectKey(kind, ref, name), { place: BEFOREHAND, value, at: '', eventKey: '' });
  }
  return values;
}

function addStep({ steps }: StepLog, key: string, step: Step): void {
  const known = steps.get(key);
  if (known) known.push(step);
  else steps.set(key, [step]);
}
