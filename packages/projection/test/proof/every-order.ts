import type { RecordedEvent } from '../../src/index.ts';
import { foldFresh, foldOn, type Stored, textOf } from './fold-on.ts';
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
 * so far: orders that begin alike share that work. `atEnd` gets each whole order.
 */
export function walkEveryOrder(
  deliveries: readonly Delivered[],
  atEnd: (order: readonly Delivered[]) => void,
): OrderCounts {
  const counts = { permutations: 0, incrementalSteps: 0, resumed: 0 };
  const textOfSet = createSetTexts(deliveries);

  const walk = (
    order: readonly number[],
    told: readonly RecordedEvent[],
    stored: Stored | undefined,
  ): void => {
    if (order.length === deliveries.length) {
      counts.permutations += 1;
      atEnd(order.flatMap((place) => deliveries[place] ?? []));
    }
    for (const [place, { events }] of deliveries.entries()) {
      if (order.includes(place)) continue;
      const next = foldOn(stored, told, events);
      counts.incrementalSteps += 1;
      if (next.resumed) counts.resumed += 1;
      const taken = [...order, place];
      if (textOf(next) !== textOfSet(taken)) {
        throw new DisagreementError(
          taken.map((at) => deliveries[at]?.type ?? ''),
          textOf(next),
          textOfSet(taken),
        );
      }
      walk(taken, [...told, ...events], next);
    }
  };
  walk([], [], undefined);
  return counts;
}

/** The fold of each set of deliveries, told in the order in which things happened. */
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
