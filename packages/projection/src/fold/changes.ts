import type { RecordedEvent } from './history.ts';
import type { ChangeRow, ChangeValue, OrderRow, SubscriptionRow } from './rows.ts';
import type { Move, Moves } from './view.ts';

type Tracked = Readonly<Record<string, ChangeValue>>;

/** How many changes have been noted of each order and subscription, by `subjectOf`. */
export type ChangeCounts = Map<string, number>;

const subjectOf = ({ kind, ref }: Pick<ChangeRow, 'kind' | 'ref'>): string => `${kind} ${ref}`;
/** The inverse of `subjectOf`. */
export const subjectIn = (subject: string): Pick<ChangeRow, 'kind' | 'ref'> =>
  subject.startsWith('order ')
    ? { kind: 'order', ref: subject.slice('order '.length) }
    : { kind: 'subscription', ref: subject.slice('subscription '.length) };

/** Puts changes behind those that were noted before them. */
export function keepNoted(noted: Map<string, ChangeRow[]>, changes: readonly ChangeRow[]): void {
  for (const change of changes) {
    const subject = subjectOf(change);
    const known = noted.get(subject);
    if (known) known.push(change);
    else noted.set(subject, [change]);
  }
}

/** Takes back all but the first ones of each. */
export function dropNoted(
  noted: ReadonlyMap<string, ChangeRow[]>,
  counts: ReadonlyMap<string, number>,
): void {
  for (const [subject, changes] of noted) changes.length = Math.min(changes.length, counts.get(subject) ?? 0);
}

/** Notes, after each event, what it changed of the orders and subscriptions. Deliveries of one event count once. */
export interface ChangeLog {
  readonly changes: ChangeRow[];
  readonly counts: ChangeCounts;
  /** The tracked columns of those that were met, by `subjectOf`. */
  readonly latest: Map<string, Tracked>;
}
export const noChanges = (counts: ChangeCounts): ChangeLog => ({ changes: [], counts, latest: new Map() });

export function noteChanges(
  log: ChangeLog,
  cause: RecordedEvent,
  { orders, subscriptions }: Pick<Moves, 'orders' | 'subscriptions'>,
): void {
  for (const move of orders) note(log, cause, { move, kind: 'order', tracked: trackedOrder });
  for (const move of subscriptions)
    note(log, cause, { move, kind: 'subscription', tracked: trackedSubscription });
}

function note<Row>(
  { changes, counts, latest }: ChangeLog,
  { eventKey, event }: RecordedEvent,
  {
    move: { ref, before, after },
    kind,
    tracked,
  }: {
    readonly move: Move<Row>;
    readonly kind: ChangeRow['kind'];
    readonly tracked: (row: Row) => Tracked;
  },
): void {
  if (!after) return;
  const subject = subjectOf({ kind, ref });
  const count = counts.get(subject) ?? 0;
  const was = count === 0 ? undefined : (latest.get(subject) ?? (before && tracked(before)));
  const now = tracked(after);
  latest.set(subject, now);
  const columns = Object.keys(now).filter((column) => now[column] !== (was?.[column] ?? null));
  if (was && columns.length === 0) return;
  counts.set(subject, count + 1);
  changes.push({
    kind,
    ref,
    sequence: count + 1,
    eventKey,
    from: was ? pick(was, columns) : {},
    to: pick(now, columns),
    at: event.occurredAt,
  });
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
