import { orderFilter } from '../proof/chosen-orders.ts';
import type { Delivered } from '../proof/lifecycle.ts';
import { deliverTo, emptyStore, type FoldFresh, foldFresh, type Store } from './published-store.ts';

/**
 * Delivers in every order, or in those that stand for all; orders that begin alike share that work. Returns how many there were, and how
 * many deliveries were folded on top.
 */
export function walkOrders(
  deliveries: readonly Delivered[],
  atEnd: (store: Store, order: readonly Delivered[]) => void,
): { readonly orders: number; readonly resumed: number } {
  const counts = { orders: 0, resumed: 0 };
  const fold = oncePerSet();
  const isTried = orderFilter(deliveries.length);
  const walk = (store: Store, order: readonly number[]): void => {
    if (order.length === deliveries.length) {
      counts.orders += 1;
      atEnd(
        store,
        order.flatMap((place) => deliveries[place] ?? []),
      );
    }
    for (const [place, delivery] of deliveries.entries()) {
      const taken = [...order, place];
      if (order.includes(place) || !isTried(taken)) continue;
      const next = deliverTo(store, delivery.events, fold);
      counts.resumed += next.resumed - store.resumed;
      walk(next, taken);
    }
  };
  walk(emptyStore, []);
  return counts;
}

/** The fold is a function of the set, which is proved elsewhere: what is compared here is what is published of it. */
function oncePerSet(): FoldFresh {
  const known = new Map<string, ReturnType<FoldFresh>>();
  return (events) => {
    const set = [...new Set(events.map(({ eventKey }) => eventKey))].toSorted().join();
    const result = known.get(set) ?? foldFresh(events);
    known.set(set, result);
    return result;
  };
}
