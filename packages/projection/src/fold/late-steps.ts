import type { SubjectKind } from '@payspool/events';
import { paymentRow, refundRow } from './current-rows.ts';
import type { Aspect } from './aspects/aspect.ts';
import { ORDER_ASPECTS } from './aspects/order-aspects.ts';
import { PAYMENT_ASPECTS } from './aspects/payment-aspects.ts';
import { REFUND_ASPECTS } from './aspects/refund-aspects.ts';
import { type Step, type Steps, type StepsAfter, stepsAfter } from './aspects/steps.ts';
import { SUBSCRIPTION_ASPECTS } from './aspects/subscription-aspects.ts';
import { orderAt, orderFactsAt } from './late-order.ts';
import { merchantReferenceOf, type ReferenceFacts } from './merchant-reference.ts';
import { indexIn, type Place, type PlacedHistory } from './placed-history.ts';
import type { SubscriptionRow } from './rows.ts';
import { addSums, noSums } from './sums.ts';
import type { View } from './view.ts';

/** Reads the steps of aspects from what the history keeps of each event. Computes only what is asked for. */
export const lateSteps = (history: PlacedHistory, view: View): Steps => ({
  after(key, value) {
    const [kind = '', name = ''] = key.split(' ', 2);
    const ref = key.slice(kind.length + name.length + 2);
    switch (kind as SubjectKind) {
      case 'payment':
        return stepsAfter(
          stepsOf({ ...aspectOf(PAYMENT_ASPECTS, name, 0), history, rows: paymentRows(history, view, ref) }),
          value,
        );
      case 'order':
        return stepsAfter(
          stepsOf({ ...aspectOf(ORDER_ASPECTS, name, 1), history, rows: orderRows(history, view) }),
          value,
        );
      case 'subscription':
        return backTo(value, { ...aspectOf(SUBSCRIPTION_ASPECTS, name, 2), history, ref });
      case 'refund':
        return stepsAfter(
          stepsOf({ ...aspectOf(REFUND_ASPECTS, name, 3), history, rows: refundRows(history, view, ref) }),
          value,
        );
    }
  },
});

/** A row as one event left it. `number` is its position among the rows that the event changed. */
interface Left<Row> {
  readonly place: Place;
  readonly number: number;
  readonly row: Row | undefined;
}

/** Factors that order steps by event, then by kind, row and aspect. */
const [OF_PLACE, OF_KIND, OF_ROW] = [1_000_000, 100_000, 100];

/** An aspect, and where it stands among the steps of one event. */
interface PlacedAspect<Row> {
  readonly aspect: Aspect<Row> | undefined;
  readonly inPlace: number;
}

function aspectOf<Row>(aspects: readonly Aspect<Row>[], name: string, kind: number): PlacedAspect<Row> {
  const at = aspects.findIndex((aspect) => aspect.name === name);
  return { aspect: aspects[at], inPlace: kind * OF_KIND + at };
}

const stepTo = (
  value: string,
  { recorded: { event, eventKey } }: Place,
  { index, number, inPlace }: { readonly index: number; readonly number: number; readonly inPlace: number },
): Step => ({
  place: index * OF_PLACE + number * OF_ROW + inPlace,
  value,
  at: event.occurredAt,
  eventKey,
});

/** All steps of an aspect. */
function stepsOf<Row>({
  aspect,
  inPlace,
  history,
  rows,
}: PlacedAspect<Row> & {
  readonly history: PlacedHistory;
  readonly rows: Iterable<Left<Row>>;
}): readonly Step[] {
  const steps: Step[] = [];
  if (!aspect) return steps;
  let latest = '';
  for (const { place, number, row } of rows) {
    const value = row && aspect.of(row);
    if (value === undefined || value === latest) continue;
    latest = value;
    steps.push(stepTo(value, place, { index: indexIn(history, place), number, inPlace }));
  }
  return steps;
}

/**
 * The steps of a subscription's aspect after the last one to `wanted`. It looks back from the end of the history, because the published value
 * is usually one of the last ones, and the history may be long.
 */
function backTo(
  wanted: string,
  {
    aspect,
    inPlace,
    history: { places },
    ref,
  }: PlacedAspect<SubscriptionRow> & { readonly history: PlacedHistory; readonly ref: string },
): StepsAfter {
  const steps: Step[] = [];
  if (!aspect) return { isFound: false, steps };
  /** The step to the value of the later events, as far as it is known. */
  let step: Step | undefined;
  for (let index = places.length - 1; index >= 0; index -= 1) {
    const place = places[index];
    const number = place?.rows.findIndex(({ subscriptionRef }) => subscriptionRef === ref) ?? -1;
    const row = place?.rows[number];
    const value = row && aspect.of(row);
    if (!place || value === undefined) continue;
    if (step && step.value !== value) steps.push(step);
    if (step?.value !== value && value === wanted) return { isFound: true, steps: steps.toReversed() };
    step = stepTo(value, place, { index, number, inPlace });
  }
  // The first value is a step from nothing.
  if (step && step.value !== '') steps.push(step);
  return { isFound: false, steps: steps.toReversed() };
}

function* paymentRows({ groups }: PlacedHistory, { links }: View, ref: string) {
  for (const place of groups.get(`payment ${ref}`)?.places ?? []) {
    const number = place.balances.findIndex(({ name }) => name === ref);
    if (number >= 0) yield { place, number, row: paymentRow(ref, place.balances[number]?.balance, links) };
  }
}

function* refundRows({ groups }: PlacedHistory, { links, state }: View, ref: string) {
  const places = (groups.get(`refund ${ref}`)?.places ?? []).filter(({ undo }) =>
    undo.refunds.some(([own]) => own === ref),
  );
  for (const [at, place] of places.entries()) {
    const next = places[at + 1]?.undo.refunds.find(([own]) => own === ref);
    const facts = next ? next[1] : state.refunds.get(ref);
    yield { place, number: 0, row: refundRow(ref, facts, links) };
  }
}

function* orderRows({ places }: PlacedHistory, view: View) {
  const { order } = view;
  if (!order) return;
  const sums = noSums();
  let own = orderFactsAt(undefined);
  let inferred: ReferenceFacts = {};
  for (const place of places) {
    addSums(sums, place.sums, 1);
    if (place.order) own = place.order;
    if (place.inferred) inferred = { ...inferred, ...place.inferred.reference };
    yield {
      place,
      number: 0,
      row: { ...order, ...merchantReferenceOf(own.reference, inferred), ...orderAt(view, own, sums) },
    };
  }
}
