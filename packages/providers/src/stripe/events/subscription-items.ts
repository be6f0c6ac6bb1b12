import { compiled, type SubscriptionItem as Item } from '@payspool/events';
import type { z } from 'zod';
import { leaveOutOdd, oddWarning } from '../optional-field.ts';
import { type List, SubscriptionItem } from '../schema.ts';

/** The items of a subscription in a form that does not depend on their order in the list. */
export interface Items {
  /** All items; absent if the list is cut off, too long, or contains an invalid item. */
  readonly items?: readonly Item[];
  /** Plan and units of the main item. `quantity` is absent if it is invalid. */
  readonly planRef?: string;
  readonly quantity?: number | null;
  readonly periods: readonly { start: number | null | undefined; end: number | null | undefined }[];
  readonly warnings: readonly string[];
}

type Fields = z.output<typeof SubscriptionItem>;
interface Read {
  readonly item: Item;
  readonly isMetered: boolean;
  readonly isQuantityOdd: boolean;
  readonly created: number;
  readonly fields: Fields;
}

/** The maximum number of items in a canonical event. Stripe allows twenty (docs.stripe.com/billing/subscriptions/quantities). */
const MOST_ITEMS = 100;

/** `undefined` without a list, or if the list is empty. */
export function readItems(list: List | null | undefined, path: string): Items | undefined {
  const entries = list?.entries() ?? [];
  if (!list || entries.length === 0) return undefined;
  const warnings: string[] = [];
  const read = entries.flatMap((entry, index) => readItem(entry, `${path}.data.${index}`, warnings) ?? []);
  const isWhole = !list.hasMore && read.length === entries.length && read.length <= MOST_ITEMS;
  if (!isWhole)
    warnings.push(`${path}: not every item is known, the main item is chosen from the shown ones`);
  const [main] = read.toSorted(byMain);
  return {
    periods: read.map(({ fields }) => ({
      start: fields.current_period_start,
      end: fields.current_period_end,
    })),
    warnings,
    ...(isWhole && !read.some(({ isQuantityOdd }) => isQuantityOdd)
      ? { items: read.map(({ item }) => item).toSorted(byReference) }
      : {}),
    ...(main?.item.planRef == null ? {} : { planRef: main.item.planRef }),
    ...(main && !main.isQuantityOdd ? { quantity: main.item.quantity } : {}),
  };
}

function readItem(entry: unknown, path: string, warnings: string[]): Read | undefined {
  const parsed = compiled(SubscriptionItem).safeParse(entry);
  if (!parsed.success) {
    warnings.push(oddWarning(path));
    return undefined;
  }
  const { kept: fields, odd } = leaveOutOdd(parsed.data, path);
  warnings.push(...odd.map(oddWarning));
  const usage = fields.price?.recurring?.usage_type ?? fields.plan?.usage_type;
  const isQuantityOdd = odd.includes(`${path}.quantity`);
  const isMetered = usage === 'metered' || (usage == null && fields.quantity == null && !isQuantityOdd);
  return {
    item: {
      planRef: fields.price?.id ?? fields.plan?.id ?? null,
      quantity: isMetered ? null : (fields.quantity ?? null),
      ...(fields.id == null ? {} : { itemRef: fields.id }),
    },
    isMetered,
    isQuantityOdd,
    created: fields.created ?? Infinity,
    fields,
  };
}

/** The main item: one with units before a metered one, then the oldest, then the smallest id, price and number of units. */
const byMain = (a: Read, b: Read): number =>
  Number(a.isMetered) - Number(b.isMetered) ||
  (a.created === b.created ? 0 : a.created - b.created) ||
  byReference(a.item, b.item);

const byReference = (a: Item, b: Item): number =>
  byBytes(a.itemRef ?? '', b.itemRef ?? '') ||
  byBytes(a.planRef ?? '', b.planRef ?? '') ||
  (a.quantity ?? -1) - (b.quantity ?? -1);

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
