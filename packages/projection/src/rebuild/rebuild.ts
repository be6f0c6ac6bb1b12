import { type Database, Prisma, type Transaction } from '@payspool/db';
import { parseEvents } from '@payspool/events';
import type { AccessPolicy, FoldContext } from '../fold/context.ts';
import { fold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { DEFAULT_SETTINGS, type ProjectionSettings } from '../store/settings.ts';
import { sharedDisputesIn, sharedPaymentsOf } from '../store/shared-disputes.ts';
import { projectedRows } from '../store/projected-rows.ts';
import { compareRows, type RowDifference } from './compare.ts';
import { type StoredRow, storedRows } from './stored-rows.ts';

/** One aggregate whose stored rows differ from the result of the fold. */
export interface AggregateDifference {
  readonly aggregateId: bigint;
  readonly provider: string;
  readonly account: string;
  readonly rows: readonly RowDifference[];
  /** The keys of its events, in no order. */
  readonly eventKeys: readonly string[];
}

interface RebuildResult {
  readonly aggregates: number;
  readonly events: number;
  readonly differing: number;
}

interface RebuildOptions {
  readonly settings?: Pick<ProjectionSettings, 'policy'>;
  readonly onDifference: (difference: AggregateDifference) => void;
}

/** The number of aggregates that are read at a time, which limits the memory. */
const BATCH = 200;

/** Compares every aggregate as `compareBatch` does. Needs no raw bodies. */
export async function rebuild(
  db: Database,
  { onDifference, settings = DEFAULT_SETTINGS }: RebuildOptions,
): Promise<RebuildResult> {
  const result = { aggregates: 0, events: 0, differing: 0 };
  let after: bigint | undefined = 0n;
  while (after !== undefined) {
    const { differences, aggregates, events, last }: ComparedBatch = await compareBatch(db, {
      after,
      limit: BATCH,
      settings,
    });
    differences.forEach(onDifference);
    result.aggregates += aggregates;
    result.events += events;
    result.differing += differences.length;
    after = last;
  }
  return result;
}

export interface BatchOptions {
  /** The aggregate after which the batch begins. */
  readonly after: bigint;
  /** The last aggregate that counts; all if absent. */
  readonly upTo?: bigint;
  readonly limit: number;
  readonly settings?: Pick<ProjectionSettings, 'policy'>;
}

export interface ComparedBatch {
  readonly differences: readonly AggregateDifference[];
  readonly aggregates: number;
  readonly events: number;
  /** The last aggregate of the batch; `undefined` if none is left. */
  readonly last: bigint | undefined;
}

/**
 * Folds a batch of aggregates again from the stored canonical events, and compares the result with the stored rows. Both are read from one
 * database snapshot, so that workers can continue. Writes nothing.
 */
export const compareBatch = (
  db: Database,
  { after, upTo, limit, settings: { policy } = DEFAULT_SETTINGS }: BatchOptions,
): Promise<ComparedBatch> =>
  db.$transaction(
    async (tx) => {
      const batch = await tx.aggregate.findMany({
        where: { id: { gt: after, ...(upTo !== undefined && { lte: upTo }) } },
        orderBy: { id: 'asc' },
        take: limit,
        omit: { state: true },
      });
      const compared = await compareAggregates(tx, batch, policy);
      return { aggregates: batch.length, last: batch.at(-1)?.id, ...compared };
    },
    {
      isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
      timeout: BATCH_TIMEOUT_MS,
      maxWait: 30_000,
    },
  );

const BATCH_TIMEOUT_MS = 300_000;

type Batch = readonly { readonly id: bigint; readonly provider: string; readonly account: string }[];

async function compareAggregates(tx: Transaction, batch: Batch, policy: AccessPolicy) {
  const ids = batch.map(({ id }) => id);
  const histories = await historiesOf(tx, ids);
  const stored = await storedRows(tx, ids);
  const byAggregate = Object.entries(stored).map(([table, rows]) => [table, groupById(rows)] as const);
  const shared = new Map<bigint, FoldContext['sharedPayments']>();
  for (const { id, provider, account } of batch) {
    const disputes = sharedDisputesIn((histories.get(id) ?? []).map(({ event }) => event));
    if (disputes.length > 0) shared.set(id, await sharedPaymentsOf(tx, { provider, account }, disputes));
  }
  let events = 0;
  const differences = batch.flatMap(({ id: aggregateId, provider, account }): AggregateDifference[] => {
    const history = histories.get(aggregateId) ?? [];
    const eventKeys = [...new Set(history.map(({ eventKey }) => eventKey))];
    events += eventKeys.length;
    const mine = Object.fromEntries(byAggregate.map(([table, rows]) => [table, rows.get(aggregateId) ?? []]));
    const rows = compareRows(
      mine as typeof stored,
      projectedRows(
        { provider, account, aggregateId },
        fold(history, { policy, sharedPayments: shared.get(aggregateId) ?? new Map() }),
      ),
    );
    return rows.length > 0 ? [{ aggregateId, provider, account, rows, eventKeys }] : [];
  });
  return { differences, events };
}

/** Returns the applied events of aggregates, by the id of the aggregate. */
export async function historiesOf(
  tx: Transaction,
  ids: readonly bigint[],
): Promise<Map<bigint, RecordedEvent[]>> {
  const rows = await tx.event.findMany({
    where: { aggregateId: { in: [...ids] }, status: 'applied' },
    select: { aggregateId: true, eventKey: true, canonical: true },
  });
  const histories = new Map<bigint, RecordedEvent[]>();
  for (const { aggregateId, eventKey, canonical } of rows) {
    if (aggregateId === null) continue;
    const history = histories.get(aggregateId) ?? [];
    history.push(...parseEvents(canonical).map((event, index) => ({ eventKey, index, event })));
    histories.set(aggregateId, history);
  }
  return histories;
}

function groupById(rows: readonly StoredRow[]): Map<bigint, StoredRow[]> {
  const groups = new Map<bigint, StoredRow[]>();
  for (const row of rows) {
    const group = groups.get(row.aggregateId);
    if (group) group.push(row);
    else groups.set(row.aggregateId, [row]);
  }
  return groups;
}
