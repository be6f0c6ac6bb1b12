import type { Delivered } from '../proof/lifecycle.ts';
import { deliverTo, emptyStore, type FoldFresh, foldFresh, type Store } from './told-store.ts';

/** Delivers in every order; orders that begin alike share that work. Returns how many there were, and how many deliveries were folded on top. */
export function walkOrders(
  deliveries: readonly Delivered[],
  atEnd: (store: Store, order: readonly Delivered[]) => void,
): { readonly orders: number; readonly resumed: number } {
  const counts = { orders: 0, resumed: 0 };
  const fold = oncePerSet();
  const walk = (store: Store, order: readonly Delivered[]): void => {
    if (order.length === deliveries.length) {
      counts.orders += 1;
      atEnd(store, order);
    }
    for (const delivery of deliveries) {
      if (order.includes(delivery)) continue;
      const next = deliverTo(store, delivery.events, fold);
      counts.resumed += next.resumed - store.resumed;
      walk(next, [...order, delivery]);
    }
  };
  walk(emptyStore, []);
  return counts;
}

/** The fold is a function of the set, which is proved elsewhere: what is compared here is what is told of it. */
function oncePerSet(): FoldFresh {
  const known = new Map<string, ReturnType<FoldFresh>>();
  return (events) => {
    const set = [...new Set(events.map(({ eventKey }) => eventKey))].toSorted().join();
    const result = known.get(set) ?? foldFresh(events);
    known.set(set, result);
    return result;
  };
}
