import { byVersion } from '@payspool/testkit';
import { createRandom } from './random.ts';

/** Up to this many deliveries (24 orders), every order is tried at every change. The long version tries every order of every lifecycle. */
const MOST_IN_EVERY_ORDER = byVersion({ short: 4, long: Number.POSITIVE_INFINITY });
/** Orders that are tried of a longer lifecycle. */
const CHOSEN = 60;
const SEED = 20_260_131;

/** Whether every order of so many deliveries is tried. */
export const isInEveryOrder = (deliveries: number): boolean => deliveries <= MOST_IN_EVERY_ORDER;

/**
 * The orders of `0 … deliveries - 1` that stand for all: as they happened, backwards, each delivery before all others and after all
 * others, and further ones by a seed. The same in every run.
 */
export function chosenOrders(deliveries: number): readonly (readonly number[])[] {
  const inOrder = Array.from({ length: deliveries }, (_, place) => place);
  const orders = new Map<string, readonly number[]>();
  const add = (order: readonly number[]) => orders.set(order.join(), order);
  add(inOrder);
  add(inOrder.toReversed());
  for (const place of inOrder) {
    const others = inOrder.toSpliced(place, 1);
    add([place, ...others]);
    add([...others, place]);
  }
  const random = createRandom(SEED);
  while (orders.size < CHOSEN) {
    const rest = [...inOrder];
    add(inOrder.map(() => rest.splice(random(rest.length), 1)[0] ?? 0));
  }
  return [...orders.values()];
}

/** Says of the beginning of an order whether it is continued: one of the orders that are tried begins with it. */
export function orderFilter(deliveries: number): (beginning: readonly number[]) => boolean {
  if (isInEveryOrder(deliveries)) return () => true;
  const beginnings = new Set(
    chosenOrders(deliveries).flatMap((order) => order.map((_, place) => order.slice(0, place + 1).join())),
  );
  return (beginning) => beginnings.has(beginning.join());
}
