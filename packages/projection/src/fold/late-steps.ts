import type { SubjectKind } from '@payspool/events';
import { paymentRow, refundRow } from './current-rows.ts';
import type { Aspect } from './aspects/aspect.ts';
import { ORDER_ASPECTS } from './aspects/order-aspects.ts';
import { PAYMENT_ASPECTS } from './aspects/payment-aspects.ts';
import { REFUND_ASPECTS } from './aspects/refund-aspects.ts';
import type { Step, Steps } from './aspects/steps.ts';
import { SUBSCRIPTION_ASPECTS } from './aspects/subscription-aspects.ts';
import { orderAt, orderFactsAt } from './late-order.ts';
import { merchantReferenceOf, type ReferenceFacts } from './merchant-reference.ts';
import { indexIn, type Place, type PlacedHistory } from './placed-history.ts';
import { addSums, noSums } from './sums.ts';
import type { View } from './view.ts';

/** Reads the steps of aspects from what the history keeps of each event. Computes only the aspects that are asked for. */
export const lateSteps = (history: PlacedHistory, view: View): Steps => ({
  get(key) {
    const [kind = '', name = ''] = key.split(' ', 2);
    const ref = key.slice(kind.length + name.length + 2);
    switch (kind as SubjectKind) {
      case 'payment':
        return stepsOf(PAYMENT_ASPECTS, { name, order: 0, history, rows: paymentRows(history, view, ref) });
      case 'order':
        return stepsOf(ORDER_ASPECTS, { name, order: 1, history, rows: orderRows(history, view) });
      case 'subscription':
        return stepsOf(SUBSCRIPTION_ASPECTS, {
          name,
          order: 2,
          history,
          rows: subscriptionRows(history, ref),
        });
      case 'refund':
        return stepsOf(REFUND_ASPECTS, { name, order: 3, history, rows: refundRows(history, view, ref) });
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

function stepsOf<Row>(
  aspects: readonly Aspect<Row>[],
  {
    name,
    order,
    history,
    rows,
  }: {
    readonly name: string;
    readonly order: number;
    readonly history: PlacedHistory;
    readonly rows: Iterable<Left<Row>>;
  },
): readonly Step[] {
  const at = aspects.findIndex((aspect) => aspect.name === name);
  const aspect = aspects[at];
  const steps: Step[] = [];
  if (!aspect) return steps;
  let latest = '';
  for (const { place, number, row } of rows) {
    const value = row && aspect.of(row);
    if (value === undefined || value === latest) continue;
    latest = value;
    const { event, eventKey } = place.recorded;
    const inPlace = order * OF_KIND + number * OF_ROW + at;
    steps.push({
      place: indexIn(history, place) * OF_PLACE + inPlace,
      value,
      at: event.occurredAt,
      eventKey,
    });
  }
  return steps;
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

function* subscriptionRows({ places }: PlacedHistory, ref: string) {
  for (const place of places) {
    const number = place.rows.findIndex(({ subscriptionRef }) => subscriptionRef === ref);
    if (number >= 0) yield { place, number, row: place.rows[number] };
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
