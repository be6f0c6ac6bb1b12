import type { SubscriptionItem } from '@payspool/events';
import type { Item } from './schema.ts';

/** The maximum number of items in an event. */
const MAX_ITEMS = 100;

/** Every item of a subscription, and its main item. Absent if the body has none. */
export interface Items {
  readonly items?: SubscriptionItem[];
  readonly planRef?: string | null;
  readonly quantity?: number | null;
}

/**
 * Items are sorted by the bytes of their id, then of their price. The main item is the first that is not metered, or else the
 * first; the order of the list does not matter. A list of more than a hundred items is left out, but the main item is kept.
 */
export function itemsOf(list: readonly Item[] | undefined): Items {
  const items = (list ?? []).map(canonical).toSorted(byBytes);
  const main = items.find(({ quantity }) => quantity !== null) ?? items[0];
  if (!main) return {};
  return {
    items: items.length <= MAX_ITEMS ? items : undefined,
    planRef: main.planRef,
    quantity: main.quantity,
  };
}

const canonical = ({ id, price_id: price, quantity, price: expanded }: Item): SubscriptionItem => ({
  ...(id === undefined ? {} : { itemRef: id }),
  planRef: price ?? null,
  quantity: expanded?.recurring?.usage_type === 'metered' ? null : (quantity ?? null),
});

const byBytes = (a: SubscriptionItem, b: SubscriptionItem): number =>
  Buffer.compare(Buffer.from(a.itemRef ?? ''), Buffer.from(b.itemRef ?? '')) ||
  Buffer.compare(Buffer.from(a.planRef ?? ''), Buffer.from(b.planRef ?? '')) ||
  (a.quantity ?? -1) - (b.quantity ?? -1);
