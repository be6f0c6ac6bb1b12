import type { RecordedEvent } from './history.ts';
import type { ChangeRow, ChangeValue, OrderRow, SubscriptionRow } from './rows.ts';

type Tracked = Readonly<Record<string, ChangeValue>>;

/** What the log knows of each order and subscription, to go on from. */
export interface SavedChanges {
  readonly latest: Map<string, Tracked>;
  readonly counts: Map<string, number>;
}
export const noChanges = (): SavedChanges => ({ latest: new Map(), counts: new Map() });

/** Notes, after each event, what it changed of the orders and subscriptions. Deliveries of one event count once. */
export function createChangeLog(saved: SavedChanges = noChanges()) {
  const { latest, counts } = saved;
  const changes: ChangeRow[] = [];

  const compare = (
    kind: ChangeRow['kind'],
    ref: string,
    now: Tracked,
    { eventKey, event }: RecordedEvent,
  ) => {
    const subject = `${kind} ${ref}`;
    const before = latest.get(subject);
    const columns = Object.keys(now).filter((column) => now[column] !== (before?.[column] ?? null));
    if (before && columns.length === 0) return;
    latest.set(subject, now);
    const sequence = (counts.get(subject) ?? 0) + 1;
    counts.set(subject, sequence);
    changes.push({
      kind,
      ref,
      sequence,
      eventKey,
      from: before ? pick(before, columns) : {},
      to: pick(now, columns),
      at: event.occurredAt,
    });
  };

  return {
    changes,
    saved,
    note(cause: RecordedEvent, orders: readonly OrderRow[], subscriptions: readonly SubscriptionRow[]): void {
      for (const row of orders) compare('order', row.orderRef, trackedOrder(row), cause);
      for (const row of subscriptions)
        compare('subscription', row.subscriptionRef, trackedSubscription(row), cause);
    },
  };
}

const trackedOrder = (row: OrderRow): Tracked => ({
  status: row.status,
  disputed: row.disputed,
  amount_minor: row.amountMinor === null ? null : row.amountMinor.toString(),
  paid_minor: row.paidMinor.toString(),
  refunded_minor: row.refundedMinor.toString(),
  charged_back_minor: row.chargedBackMinor.toString(),
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

const pick = (values: Tracked, columns: readonly string[]): Tracked =>
  Object.fromEntries(columns.map((column) => [column, values[column] ?? null]));
