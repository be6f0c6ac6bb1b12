import { compareText, type OrderedEvent } from './history.ts';
import type { ChangeRow, ChangeValue, OrderRow, SubscriptionRow } from './rows.ts';
import type { Move, Moves } from './view.ts';

type Tracked = Readonly<Record<string, ChangeValue>>;

/** Identifies a change: one event changes an order or subscription at most once. */
export type ChangeKey = Pick<ChangeRow, 'kind' | 'ref' | 'eventKey' | 'eventIndex'>;

/** Returns the key as one string. */
export const changeName = ({ kind, ref, eventKey, eventIndex }: ChangeKey): string =>
  `${kind}\0${ref}\0${eventKey}\0${eventIndex}`;

/** Sorts the changes of one order or subscription in the order of the history. */
export const compareChanges = (a: ChangeOrder, b: ChangeOrder): number =>
  compareText(a.at, b.at) ||
  a.place - b.place ||
  compareText(a.eventKey, b.eventKey) ||
  a.eventIndex - b.eventIndex;

type ChangeOrder = Pick<ChangeRow, 'at' | 'place' | 'eventKey' | 'eventIndex'>;

/** Returns the changes that an event made in each order and subscription. */
export const changesOf = (
  cause: OrderedEvent,
  { orders, subscriptions }: Pick<Moves, 'orders' | 'subscriptions'>,
): ChangeRow[] => [
  ...orders.flatMap((move) => {
    const changed = changedOrder(move);
    return changed ? [changeOf(cause, { kind: 'order', ref: move.ref, changed })] : [];
  }),
  ...subscriptions.flatMap((move) => {
    const changed = changedSubscription(move);
    return changed ? [changeOf(cause, { kind: 'subscription', ref: move.ref, changed })] : [];
  }),
];

/** The column values of a change. */
export type Changed = Pick<ChangeRow, 'from' | 'to' | 'moved'>;

/** Builds the change that an event made in one order or subscription. */
export const changeOf = (
  { recorded: { eventKey, index, event }, changePlace }: OrderedEvent,
  { kind, ref, changed }: Pick<ChangeRow, 'kind' | 'ref'> & { readonly changed: Changed },
): ChangeRow => ({
  kind,
  ref,
  eventKey,
  eventIndex: index,
  ...changed,
  at: event.occurredAt,
  place: changePlace,
});

export const isSameChange = (a: ChangeRow, b: ChangeRow): boolean =>
  a.at === b.at &&
  a.place === b.place &&
  isSameRecord(a.from, b.from) &&
  isSameRecord(a.to, b.to) &&
  isSameRecord(a.moved, b.moved);

function isSameRecord(a: ChangeRow['from'], b: ChangeRow['from']): boolean {
  const columns = Object.keys(a);
  return columns.length === Object.keys(b).length && columns.every((column) => a[column] === b[column]);
}

/** The columns of an order whose changes are kept. Those of its sums are kept as differences. */
export type TrackedOrder = Pick<
  OrderRow,
  'status' | 'disputed' | 'amountMinor' | 'paidMinor' | 'refundedMinor' | 'chargedBackMinor'
>;

/** Returns `undefined` if there is no row, or if no column changed whose changes are kept. */
export function changedOrder({
  before,
  after,
}: Pick<Move<TrackedOrder>, 'before' | 'after'>): Changed | undefined {
  if (!after) return undefined;
  const moved: Record<string, string> = {};
  for (const [column, key] of SUMS) {
    const by = after[key] - (before?.[key] ?? 0n);
    if (by !== 0n) moved[column] = by.toString();
  }
  const changed = difference(before && trackedOrder(before), trackedOrder(after));
  const isAny = !before || Object.keys(changed.to).length > 0 || Object.keys(moved).length > 0;
  return isAny ? { moved, ...changed } : undefined;
}
const SUMS = [
  ['paid_minor', 'paidMinor'],
  ['refunded_minor', 'refundedMinor'],
  ['charged_back_minor', 'chargedBackMinor'],
] as const;

/** Returns `undefined` if there is no row, or if no column changed whose changes are kept. */
export function changedSubscription({
  before,
  after,
}: Pick<Move<SubscriptionRow>, 'before' | 'after'>): Changed | undefined {
  if (!after) return undefined;
  const changed = difference(before && trackedSubscription(before), trackedSubscription(after));
  return !before || Object.keys(changed.to).length > 0 ? { moved: NOTHING, ...changed } : undefined;
}
const NOTHING = {};

function difference(was: Tracked | undefined, now: Tracked): Pick<ChangeRow, 'from' | 'to'> {
  const from: Record<string, ChangeValue> = {};
  const to: Record<string, ChangeValue> = {};
  for (const column in now) {
    const [before, after] = [was?.[column] ?? null, now[column] ?? null];
    if (before === after) continue;
    if (was) from[column] = before;
    to[column] = after;
  }
  return { from, to };
}

const trackedOrder = ({ status, disputed, amountMinor }: TrackedOrder): Tracked => ({
  status,
  disputed,
  amount_minor: amountMinor === null ? null : amountMinor.toString(),
});

const trackedSubscription = (row: SubscriptionRow): Tracked => ({
  status: row.status,
  plan_ref: row.planRef,
  quantity: row.quantity,
  current_period_start: row.currentPeriodStart,
  current_period_end: row.currentPeriodEnd,
  cancel_at: row.cancelAt,
  canceled_at: row.canceledAt,
  trial_end: row.trialEnd,
  starts_at: row.startsAt,
  items: row.items === null ? null : JSON.stringify(row.items),
  collection_paused: row.collectionPaused,
  collection_resumes_at: row.collectionResumesAt,
  paid_period_start: row.paidPeriodStart,
  paid_until: row.paidUntil,
});
