import { Prisma, type Database, type Transaction } from '@payspool/db';
import type { CanonicalEvent } from '@payspool/events';
import { foldAll, type WholeFold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { disputePart, referencesOf } from '../fold/references.ts';
import type { Rows } from '../fold/rows.ts';
import { comparable, compareRows, type RowDifference } from '../rebuild/compare.ts';
import { historiesOf } from '../rebuild/rebuild.ts';
import { type StoredRow, storedRows } from '../rebuild/stored-rows.ts';
import type { Owner } from '../store/lock-references.ts';
import { projectedRows, type ProjectedRows, type ProjectedTable } from '../store/projected-rows.ts';
import { DEFAULT_SETTINGS, type ProjectionSettings } from '../store/settings.ts';
import { sharedDisputesIn, sharedPaymentsOf } from '../store/shared-disputes.ts';

/** An event that was read from a provider's API, and that is or is not recorded. */
export interface ObservedEvent extends Owner {
  readonly eventKey: string;
  readonly events: readonly CanonicalEvent[];
}

/** What would change if an event were recorded. */
export interface ObservedDifference {
  /** Whether a purchase or subscription with one of its references exists. */
  readonly isKnown: boolean;
  /**
   * The rows that would change: `stored` is the value now, `derived` the value with the event. Times of events do not count, nor does a
   * change of the provider's own status or of the start of a period alone. A new row shows its values.
   */
  readonly rows: readonly RowDifference[];
  /** Whether the stored rows differ from what the recorded events say: a row was changed, or an event was deleted. */
  readonly isLogBroken: boolean;
  /** The statuses that the event states, and that the row would not have with it. */
  readonly refused: readonly RefusedStatus[];
}

/** A status that an event states and the lifecycle refuses, or a later event overrules. */
export interface RefusedStatus {
  readonly kind: 'payment' | 'refund' | 'dispute' | 'subscription';
  readonly ref: string;
  readonly stated: string;
  readonly status: string;
}

/**
 * Compares the stored rows with those that would result if an event were recorded too, for each event alone. It folds the recorded events
 * of the purchase together with this one, all from one snapshot of the database. It writes nothing and takes no locks.
 *
 * @returns one entry for each event, in their order
 */
export function compareObservations(
  db: Database,
  observed: readonly ObservedEvent[],
  { policy }: Pick<ProjectionSettings, 'policy'> = DEFAULT_SETTINGS,
): Promise<ObservedDifference[]> {
  if (observed.length === 0) return Promise.resolve([]);
  return db.$transaction(
    async (tx) => {
      const purchases = await purchasesOf(tx, observed);
      const ids = [...new Set(purchases.flat())];
      const histories = await historiesOf(tx, ids);
      const stored = await storedRows(tx, ids);
      const differences: ObservedDifference[] = [];
      for (const [at, one] of observed.entries()) {
        const own = new Set(purchases[at]);
        differences.push(
          await compareOne(tx, one, {
            policy,
            ids: [...own],
            history: [...own].flatMap((id) => histories.get(id) ?? []),
            stored: rowsOf(stored, own),
          }),
        );
      }
      return differences;
    },
    { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead, timeout: 60_000, maxWait: 10_000 },
  );
}

/** The aggregates of the references of each event, in their order. */
async function purchasesOf(tx: Transaction, observed: readonly ObservedEvent[]): Promise<bigint[][]> {
  const references = observed.flatMap(({ provider, account, events }, place) =>
    events.flatMap(referencesOf).map((reference) => ({ place, provider, account, ...reference })),
  );
  const found = await tx.$queryRaw<{ place: number; id: bigint }[]>`
    SELECT DISTINCT given.place, aliases.aggregate_id AS id
    FROM json_to_recordset(${JSON.stringify(references)}::json)
      AS given (place int, provider text, account text, kind text, ref text)
    JOIN aliases USING (provider, account, kind, ref) ORDER BY 1, 2`;
  return observed.map((_, at) => found.filter(({ place }) => place === at).map(({ id }) => id));
}

type Stored = Readonly<Record<ProjectedTable, readonly StoredRow[]>>;

const rowsOf = (stored: Stored, ids: ReadonlySet<bigint>): Stored =>
  Object.fromEntries(
    Object.entries(stored).map(([table, rows]) => [
      table,
      rows.filter(({ aggregateId }) => ids.has(aggregateId)),
    ]),
  ) as unknown as Stored;

interface Compared {
  readonly policy: ProjectionSettings['policy'];
  readonly ids: readonly bigint[];
  readonly history: readonly RecordedEvent[];
  readonly stored: Stored;
}

async function compareOne(
  tx: Transaction,
  { provider, account, eventKey, events }: ObservedEvent,
  { policy, ids: [id, ...others], history, stored }: Compared,
): Promise<ObservedDifference> {
  const disputes = sharedDisputesIn([...history.map(({ event }) => event), ...events]);
  const sharedPayments = await sharedPaymentsOf(tx, { provider, account }, disputes);
  const derive = (all: readonly RecordedEvent[]) => {
    const folded = foldAll(all, { policy, sharedPayments });
    return { folded, rows: projectedRows({ provider, account, aggregateId: id ?? 0n }, folded.rows) };
  };
  const isRecorded = history.some((recorded) => recorded.eventKey === eventKey);
  const before = derive(history);
  const after = isRecorded
    ? before
    : derive([...history, ...events.map((event, index) => ({ eventKey, index, event }))]);
  // Purchases that the event would connect are separate until then.
  const broken = others.length > 0 ? [] : compareRows(stored, before.rows).flatMap(significant);
  const changed = differing(stored, after.rows);
  return {
    isKnown: id !== undefined,
    isLogBroken: broken.length > 0,
    rows: changed.length > 0 ? changed : differing(asStored(before.rows), after.rows),
    refused: refusedStatuses(events, after.folded),
  };
}

/** The differences in the tables except `changes`, whose rows depend on which event came first. */
const differing = (stored: Stored, derived: ProjectedRows): RowDifference[] =>
  compareRows(stored, derived)
    .filter(({ table }) => table !== 'changes')
    .flatMap(significant)
    .map((row) => (row.kind === 'missing' ? { ...row, columns: valuesOf(row, derived) } : row));

/** Derived rows in the place of stored ones: both are compared by their text. */
const asStored = (rows: ProjectedRows): Stored => rows as unknown as Stored;

/** Columns that depend on when events happened, or on which release wrote the row. */
const INCIDENTAL: ReadonlySet<string> = new Set([
  'aggregate_id',
  'fold_version',
  'created_at',
  'updated_at',
  'occurred_at',
]);

/**
 * Columns that do not count alone: the provider's own status, and the start of a period, which PayPal does not state. A period that differs
 * has another end too.
 */
const ACCOMPANYING: ReadonlySet<string> = new Set([
  'provider_status',
  'current_period_start',
  'paid_period_start',
]);

/** The difference without columns that do not count; none if no other is left. */
function significant(row: RowDifference): RowDifference[] {
  if (row.kind !== 'different') return [row];
  const columns = row.columns.filter(({ column }) => !INCIDENTAL.has(column));
  return columns.some(({ column }) => !ACCOMPANYING.has(column)) ? [{ ...row, columns }] : [];
}

/** The columns that a new row shows, if they have a value. */
const SHOWN = [
  'status',
  'currency',
  'amountMinor',
  'paidMinor',
  'refundedMinor',
  'chargedBackMinor',
  'access',
  'merchantRef',
  'planRef',
  'paidUntil',
] as const;

function valuesOf({ table, key }: RowDifference, derived: ProjectedRows): RowDifference['columns'] {
  // A difference names its row by the key of its table.
  const row = (derived[table] as readonly object[]).find((one) => keyIn(table, one) === key) as
    | Readonly<Record<string, unknown>>
    | undefined;
  return SHOWN.flatMap((column) => {
    const value = row?.[column];
    if (value === undefined || value === null || value === '0') return [];
    const name = column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [{ column: name, stored: 'null', derived: comparable(value) }];
  });
}

const keyIn = (table: ProjectedTable, row: object): string | undefined => {
  const [name] = compareRows(NOTHING, { ...NOTHING, [table]: [row] });
  return name?.key;
};

const NOTHING = { orders: [], payments: [], refunds: [], disputes: [], subscriptions: [], changes: [] };

/** A statement about a subject, and when it was true. */
interface Statement extends Omit<RefusedStatus, 'status'> {
  readonly at: string;
}

/**
 * The statuses that events state and the rows do not have. Only the last statement about a subject counts, and only if nothing later
 * overruled it: a charge that failed stays failed, and its payment may have succeeded with another one. An order has no stated status: it
 * follows from sums.
 */
function refusedStatuses(
  events: readonly CanonicalEvent[],
  { rows, paymentName }: Pick<WholeFold, 'rows' | 'paymentName'>,
): RefusedStatus[] {
  const stated = new Map<string, Statement>();
  for (const event of events.toSorted((a, b) =>
    a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : a.rank - b.rank,
  )) {
    const one = statementOf(event);
    if (one) stated.set(`${one.kind} ${one.ref}`, one);
  }
  return [...stated.values()].flatMap(({ at, ...one }) => {
    const row = statusOf(one, rows, paymentName);
    return row && row.status !== one.stated && row.since < at ? [{ ...one, status: row.status }] : [];
  });
}

function statementOf(event: CanonicalEvent): Statement | undefined {
  const [kind, word = ''] = event.type.split('.', 2);
  const at = event.occurredAt;
  if (kind === 'payment' && 'paymentRef' in event && event.paymentRef !== undefined && word !== 'linked')
    return { kind, ref: event.paymentRef, stated: word, at };
  if (kind === 'refund' && 'refundRef' in event) return { kind, ref: event.refundRef, stated: word, at };
  if (kind === 'dispute' && 'disputeRef' in event) return { kind, ref: disputePart(event), stated: word, at };
  if (kind === 'subscription' && 'status' in event && event.status !== undefined && !event.statusAfter)
    return { kind, ref: event.subscriptionRef, stated: event.status, at };
  return undefined;
}

/** The status of a subject, and the time of the event that set it. */
function statusOf(
  { kind, ref }: Pick<Statement, 'kind' | 'ref'>,
  rows: Rows,
  paymentName: WholeFold['paymentName'],
): { readonly status: string; readonly since: string } | undefined {
  if (kind === 'subscription') return subscriptionStatus(ref, rows);
  const row =
    kind === 'payment'
      ? rows.payments.find(({ paymentRef }) => paymentRef === paymentName(ref))
      : kind === 'refund'
        ? rows.refunds.find(({ refundRef }) => refundRef === ref)
        : rows.disputes.find(
            ({ disputeRef, transactionRef }) =>
              disputePart({ disputeRef, transactionRef: transactionRef || undefined }) === ref,
          );
  return row && { status: row.status, since: row.occurredAt };
}

/** A subscription's row has no time of its status: its changes have. */
function subscriptionStatus(
  ref: string,
  { subscriptions, changes }: Rows,
): { readonly status: string; readonly since: string } | undefined {
  const row = subscriptions.find(({ subscriptionRef }) => subscriptionRef === ref);
  const times = changes
    .filter((change) => change.kind === 'subscription' && change.ref === ref && 'status' in change.to)
    .map(({ at }) => at)
    .toSorted();
  return row && { status: row.status, since: times.at(-1) ?? row.createdAt };
}
