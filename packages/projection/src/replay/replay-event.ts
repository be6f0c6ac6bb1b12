import { isDeepStrictEqual } from 'node:util';
import type { Database, Transaction } from '@payspool/db';
import { parseEvents, serializeEvents } from '@payspool/events';
import { referencesOf } from '../fold/references.ts';
import { compareRows, type RowDifference } from '../rebuild/compare.ts';
import { type StoredRow, storedRows } from '../rebuild/stored-rows.ts';
import type { EventResult } from '../store/event-record.ts';
import { lockReferences } from '../store/lock-references.ts';
import { storable } from '../store/record-event.ts';
import { resolveAggregate } from '../store/resolve-aggregate.ts';
import { DEFAULT_SETTINGS, type ProjectionSettings } from '../store/settings.ts';
import { inTransaction } from '../store/transaction.ts';
import type { TableName, WantedRows } from '../store/wanted-rows.ts';
import { regroup } from './regroup.ts';

/** What the stored body of an event means today. */
export type Reread = EventResult & { readonly type: string; readonly occurredAt?: Date | undefined };

export interface Replayed {
  readonly status: { readonly from: string; readonly to: string };
  /** What it changed of the rows: `stored` before, `derived` after. Empty when everything is as it was. */
  readonly rows: readonly RowDifference[];
  /** How many transitions it told; without `react`, how many are due and will be told with the next event. */
  readonly transitions: number;
}

/** Thrown to undo a rehearsal, with what it found. */
class Rehearsed extends Error {
  readonly result: Replayed;

  constructor(result: Replayed) {
    super('rehearsed');
    this.result = result;
  }
}

/**
 * Gives a recorded event the meaning that it has today, and folds again what it belongs to and what it used to belong to, in one
 * transaction, under the locks that workers take. With `dryRun` the same is done and undone: what it returns is what would change.
 */
export async function replayEvent(
  db: Database,
  eventId: bigint,
  {
    reread,
    dryRun,
    react = false,
    settings = DEFAULT_SETTINGS,
  }: {
    readonly reread: Reread;
    readonly dryRun: boolean;
    readonly react?: boolean;
    readonly settings?: ProjectionSettings;
  },
): Promise<Replayed> {
  try {
    return await inTransaction(db, async (tx) => {
      const result = await replayIn(tx, eventId, { reread, silently: !react, settings });
      if (dryRun) throw new Rehearsed(result);
      return result;
    });
  } catch (error) {
    if (error instanceof Rehearsed) return error.result;
    throw error;
  }
}

async function replayIn(
  tx: Transaction,
  eventId: bigint,
  {
    reread,
    silently,
    settings,
  }: {
    readonly reread: Reread;
    readonly silently: boolean;
    readonly settings: ProjectionSettings;
  },
): Promise<Replayed> {
  const known = await tx.event.findUniqueOrThrow({ where: { id: eventId }, omit: { rawBody: true } });
  const { provider, account } = known;
  const references = [
    ...parseEvents(known.canonical),
    ...(reread.status === 'applied' ? reread.events : []),
  ].flatMap(referencesOf);
  await lockReferences(tx, { provider, account }, references);
  // Locked and read again: a worker may have just applied it, with references that are not locked yet.
  await tx.$executeRaw`SELECT id FROM events WHERE id = ${eventId} FOR UPDATE`;
  const event = await tx.event.findUniqueOrThrow({ where: { id: eventId }, omit: { rawBody: true } });
  if (!isDeepStrictEqual(event.canonical, known.canonical))
    return replayIn(tx, eventId, { reread, silently, settings });
  const status = { from: event.status, to: reread.status };
  if (event.status === 'applied' && reread.status === 'failed')
    return { status: { from: 'applied', to: 'applied' }, rows: [], transitions: 0 };

  if (references.length === 0) {
    await writeMeaning(tx, eventId, reread, null);
    return { status, rows: [], transitions: 0 };
  }
  const before = await rowsAround(tx, { provider, account }, references);
  const { aggregateId } = await resolveAggregate(tx, { provider, account }, references);
  await writeMeaning(tx, eventId, reread, reread.status === 'applied' ? aggregateId : null);
  const { ids, transitions } = await regroup(tx, { provider, account, aggregateId }, { silently, settings });
  return { status, rows: differencesOf(before, await storedRows(tx, ids)), transitions };
}

async function writeMeaning(
  tx: Transaction,
  id: bigint,
  reread: Reread,
  aggregateId: bigint | null,
): Promise<void> {
  const applied = reread.status === 'applied';
  const canonical = JSON.stringify(applied ? serializeEvents(reread.events) : []);
  await tx.$executeRaw`
    UPDATE events SET
      type = ${storable(reread.type, 255)}, status = ${reread.status}::event_status, occurred_at = ${reread.occurredAt ?? null},
      applied_at = CASE WHEN ${applied} THEN coalesce(applied_at, now()) END,
      error = ${applied ? null : storable(reread.error, 1000)}, canonical = ${canonical}::jsonb, aggregate_id = ${aggregateId}
    WHERE id = ${id}`;
}

async function rowsAround(
  tx: Transaction,
  owner: { readonly provider: string; readonly account: string },
  references: ReturnType<typeof referencesOf>,
) {
  const aliases = await tx.alias.findMany({
    where: { ...owner, OR: references.map(({ kind, ref }) => ({ kind, ref })) },
    select: { aggregateId: true },
  });
  return storedRows(tx, [...new Set(aliases.map(({ aggregateId }) => aggregateId))]);
}

type Stored = Readonly<Record<TableName, readonly StoredRow[]>>;

/** Which aggregate a row belongs to is our bookkeeping, not a change of the row. */
function differencesOf(before: Stored, after: Stored): RowDifference[] {
  const facts = (rows: Stored) =>
    Object.fromEntries(
      Object.entries(rows).map(([table, entries]) => [
        table,
        entries.map((row) => ({ ...row, aggregateId: null })),
      ]),
    );
  return compareRows(facts(before) as unknown as Stored, facts(after) as unknown as WantedRows);
}
