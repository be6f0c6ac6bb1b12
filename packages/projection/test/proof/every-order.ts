import type { RecordedEvent } from '../../src/index.ts';
import { chosenOrders, isInEveryOrder } from './chosen-orders.ts';
import { foldFresh, foldOn, rowsText, type Stored, textOf } from './fold-on.ts';
import type { Delivered } from './lifecycle.ts';

export interface OrderCounts {
  permutations: number;
  /** Deliveries taken into a stored state, each compared with the fold of the set. */
  incrementalSteps: number;
  /** Those of them that were taken on top rather than folded from the beginning. */
  resumed: number;
}

/**
 * Walks every order of the deliveries. After each delivery the stored rows and state must be those of the fold of the set
 * so far. `atEnd` gets each whole order, or those of a longer lifecycle that stand for all.
 */
export function walkEveryOrder(
  deliveries: readonly Delivered[],
  atEnd: (order: readonly Delivered[]) => void,
): OrderCounts {
  const ordered = (order: readonly number[]) => order.flatMap((place) => deliveries[place] ?? []);
  if (isInEveryOrder(deliveries.length)) return walkSeparately(deliveries, (order) => atEnd(ordered(order)));
  for (const order of chosenOrders(deliveries.length)) atEnd(ordered(order));
  return walkTogether(deliveries);
}

/** Each order by itself; orders that begin alike share that work. */
function walkSeparately(
  deliveries: readonly Delivered[],
  atEnd: (order: readonly number[]) => void,
): OrderCounts {
  const counts = { permutations: 0, incrementalSteps: 0, resumed: 0 };
  const takeIn = createStep(deliveries, counts);
  const walk = (before: Walked): void => {
    if (before.order.length === deliveries.length) {
      counts.permutations += 1;
      atEnd(before.order);
    }
    for (const place of deliveries.keys()) if (!before.order.includes(place)) walk(takeIn(before, place));
  };
  walk(NOTHING);
  return counts;
}

/**
 * All orders at once. What follows from a stored state depends on its bytes: orders of one set of deliveries that have stored the same
 * bytes continue as one. The fold from the beginning, which reads the deliveries themselves, gets them in the first of these orders.
 */
function walkTogether(deliveries: readonly Delivered[]): OrderCounts {
  const counts = { permutations: 0, incrementalSteps: 0, resumed: 0 };
  const takeIn = createStep(deliveries, counts);
  let level = new Map<string, { readonly walked: Walked; orders: number }>([
    ['', { walked: NOTHING, orders: 1 }],
  ]);
  for (const _ of deliveries) {
    const next: typeof level = new Map();
    for (const { walked, orders } of level.values())
      for (const place of deliveries.keys()) {
        if (walked.order.includes(place)) continue;
        const taken = takeIn(walked, place);
        const name = `${taken.order.toSorted((a, b) => a - b).join()} ${bytesOf(taken.stored)}`;
        const known = next.get(name);
        if (known) known.orders += orders;
        else next.set(name, { walked: taken, orders });
      }
    level = next;
  }
  for (const { orders } of level.values()) counts.permutations += orders;
  return counts;
}

/** Deliveries in an order of arrival, and what they have stored. */
interface Walked {
  readonly order: readonly number[];
  readonly inOrder: readonly RecordedEvent[];
  readonly stored: Stored | undefined;
}
const NOTHING: Walked = { order: [], inOrder: [], stored: undefined };

/** Takes one delivery more in, and compares what is stored then with the fold of the set. */
function createStep(deliveries: readonly Delivered[], counts: OrderCounts) {
  const textOfSet = createSetTexts(deliveries);
  return ({ order, inOrder, stored }: Walked, place: number): Walked => {
    const events = deliveries[place]?.events ?? [];
    const next = foldOn(stored, inOrder, events);
    counts.incrementalSteps += 1;
    if (next.resumed) counts.resumed += 1;
    const taken = [...order, place];
    const text = textOf(next);
    if (text !== textOfSet(taken)) {
      throw new DisagreementError(
        taken.map((at) => deliveries[at]?.type ?? ''),
        text,
        textOfSet(taken),
      );
    }
    return { order: taken, inOrder: [...inOrder, ...events], stored: next };
  };
}

/** With the order of keys, which `textOf` leaves out. */
const bytesOf = (stored: Stored | undefined): string =>
  stored ? `${rowsText(stored.rows)} ${JSON.stringify(stored.state)}` : '';

/** The fold of each set of deliveries, reported in the order in which things happened. */
function createSetTexts(deliveries: readonly Delivered[]): (places: readonly number[]) => string {
  const texts = new Map<number, string>();
  return (places) => {
    const set = places.reduce((mask, place) => mask | (1 << place), 0);
    const known = texts.get(set);
    if (known !== undefined) return known;
    const members = deliveries.filter((_, place) => set & (1 << place));
    const text = textOf(foldFresh(members.flatMap(({ events }) => events)));
    texts.set(set, text);
    return text;
  };
}

class DisagreementError extends Error {
  constructor(order: readonly string[], incremental: string, refolded: string) {
    super(`after ${order.join(', ')}\nincremental: ${incremental}\nrefolded:    ${refolded}`);
  }
}
