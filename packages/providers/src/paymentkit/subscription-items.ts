import type { SubscriptionItem } from '@payspool/events';
import type { Item } from './schema.ts';

/** As many as an event carries. */
const MAX_ITEMS = 100;

/** Every item of a subscription, and its main one. Absent: the body does not say. */
export interface Items {
  readonly items?: SubscriptionItem[];
  readonly planRef?: string | null;
  readonly quantity?: number | null;
}

/**
 * Items in order of bytes of their id, then of their price. The main one is the first that is not metered, else the first: the order
 * of the list plays no part. More than a hundred items are left out; the main one is still told.
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
