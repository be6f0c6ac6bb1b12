import { z } from 'zod';
import { timeText } from './sentence.ts';
import { amountText } from './amount.ts';

/** A row of `changes`, with the sums before and after it in place of their difference. */
export interface Change {
  readonly kind: 'order' | 'subscription';
  readonly ref: string;
  readonly eventKey: string;
  readonly eventIndex: number;
  /** By the provider's clock. */
  readonly at: Date;
  readonly place: number;
  readonly steps: readonly Step[];
  /** The first change of an order or subscription makes its row. */
  readonly isFirst: boolean;
}

/** One column that changed. Sums and amounts are `bigint`. */
export interface Step {
  readonly column: string;
  readonly from: StepValue;
  readonly to: StepValue;
}
export type StepValue = string | number | boolean | bigint | null;

/** `changes.from`, `.to` and the running sums, as a statement reads them. */
export interface StoredChange {
  readonly kind: string;
  readonly ref: string;
  readonly eventKey: string;
  readonly eventIndex: number;
  readonly at: Date;
  readonly place: number;
  readonly from: Readonly<Record<string, StepValue>>;
  readonly to: Readonly<Record<string, StepValue>>;
  /** By how much the event moved each sum: digits. */
  readonly moved: Readonly<Record<string, string>>;
  /** Each sum after this change: digits. */
  readonly sums: Readonly<Record<string, string | null>>;
}

/** A stored change as steps. The first change of a row has only the values that say something: a null, a zero or a false is none. */
export function changeFrom(stored: StoredChange): Change {
  const { from, to, moved, sums } = stored;
  const isFirst = Object.keys(to).length > 0 && Object.keys(from).length === 0;
  const columns = Object.entries(to).map(([column, value]) => ({
    column,
    from: amountIn(column, from[column] ?? null),
    to: amountIn(column, value),
  }));
  const moves = Object.entries(moved).map(([column, by]) => {
    const after = BigInt(sums[column] ?? by);
    return { column, from: after - BigInt(by), to: after };
  });
  const says = ({ to: value }: Step): boolean => value !== null && value !== false;
  return {
    kind: stored.kind === 'subscription' ? 'subscription' : 'order',
    ref: stored.ref,
    eventKey: stored.eventKey,
    eventIndex: stored.eventIndex,
    at: stored.at,
    place: stored.place,
    steps: [...columns.filter((step) => !isFirst || says(step)), ...moves],
    isFirst,
  };
}

const amountIn = (column: string, value: StepValue): StepValue =>
  column.endsWith('_minor') && typeof value === 'string' ? BigInt(value) : value;

/** The currency of the order, in which its amounts are. */
export interface Currency {
  readonly currency: string | null;
  readonly exponent: number | null;
}

/** `pending → paid, paid 0.00 → 49.00 EUR`; of a first change only the values after it: `pending, amount due 49.00 EUR`. */
export const describeChange = (
  { steps, isFirst }: Pick<Change, 'steps' | 'isFirst'>,
  unit: Currency,
): string =>
  steps
    .map(({ column, from, to }) => {
      const label = column === 'status' ? '' : `${columnLabel(column)} `;
      const after = valueText(to, unit, column);
      const isNew = isFirst && typeof to !== 'bigint';
      return isNew || (isFirst && column === 'amount_minor')
        ? `${label}${after}`
        : `${label}${valueText(from, { ...unit, currency: null }, column)} → ${after}`;
    })
    .join(', ');

const LABELS: Readonly<Record<string, string>> = {
  amount_minor: 'amount due',
  paid_minor: 'paid',
  refunded_minor: 'refunded',
  charged_back_minor: 'charged back',
  plan_ref: 'plan',
};

/** How a column is named for a reader: `charged_back_minor` is `charged back`. */
export const columnLabel = (column: string): string => LABELS[column] ?? column.replaceAll('_', ' ');

/** A value of a column for a reader. Null is `unknown`. */
export function valueText(value: StepValue, { currency, exponent }: Currency, column = ''): string {
  if (value === null) return 'unknown';
  if (column === 'items' && typeof value === 'string') return itemsText(value);
  if (typeof value === 'bigint') return amountText({ amountMinor: value, currency, exponent: exponent ?? 0 });
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? timeText(value) : String(value);
}

/** The items of a subscription, which are stored as JSON: `price_monthly × 1`. */
function itemsText(json: string): string {
  const { success, data } = Items.safeParse(JSON.parse(json));
  return success
    ? data.map(({ planRef, quantity }) => `${planRef ?? 'unknown plan'} × ${quantity ?? 1}`).join(', ')
    : json;
}

const Items = z.array(
  z.object({ planRef: z.string().nullish(), quantity: z.union([z.number(), z.string()]).nullish() }),
);
