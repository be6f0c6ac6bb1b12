import type { Transaction } from '@payspool/db';
import { parseEvents } from '@payspool/events';
import type { FoldContext } from '../fold/context.ts';
import { FOLD_VERSION, foldAllInSlices, resumeFold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import type { SavedFold } from '../fold/saved-fold.ts';
import { bookOf, reread, type ToldBook } from '../tell/told-book.ts';
import { decodeTold, type ToldSubject } from '../tell/told.ts';
import type { MemoryLease, RememberedFold } from './fold-memory.ts';
import type { StoredAggregate } from './load-aggregates.ts';
import { isLong, sinceOf } from './long-aggregates.ts';
import { sharedDisputesIn } from './shared-disputes.ts';

/** What is known of a purchase or subscription before the set. */
export interface Recalled {
  /** Absent: everything has to be folded again. */
  readonly saved: SavedFold | undefined;
  /** Of a long one. */
  readonly book: ToldBook | undefined;
  readonly history: RecordedEvent[];
  readonly lastEventId: bigint;
  /** Whether events of the set may have been taken in. */
  isUsed: boolean;
}

export interface RecallOptions {
  readonly lease: MemoryLease;
  readonly context: FoldContext;
  /** Called between slices of long work. */
  readonly pause: () => Promise<void>;
}

/**
 * Finds the folds of purchases and subscriptions: in memory, if this process wrote last; otherwise the missing events are read, all of
 * them after a restart. One statement for all short ones of which something is missing; for each long one a statement more for each page.
 * A short one that has to be folded from the beginning is left out: its history is read when it is folded.
 */
export async function recallFolds(
  tx: Transaction,
  rows: Iterable<StoredAggregate>,
  { lease, context, pause }: RecallOptions,
): Promise<ReadonlyMap<bigint, Recalled>> {
  const recalled = new Map<bigint, Recalled>();
  const behind: Behind[] = [];
  for (const row of rows) {
    const since = row.foldVersion === FOLD_VERSION ? sinceOf(row) : undefined;
    if (since === undefined && !isLong(row)) continue;
    const known = await lease.take(row.id);
    const isUsable =
      known && since !== undefined && known.revision >= since && known.revision <= row.revision;
    if (isUsable && known.revision === row.revision) recalled.set(row.id, { ...known, isUsed: false });
    else behind.push({ row, known: isUsable ? known : undefined, isFoldable: since !== undefined });
  }
  if (behind.length === 0) return recalled;
  const missing = await readMissing(tx, behind, pause);
  for (const one of behind) {
    const read = missing.get(one.row.id);
    if (read) recalled.set(one.row.id, await catchUp(one, read, { context, pause }));
  }
  return recalled;
}

interface Behind {
  readonly row: StoredAggregate;
  readonly known: RememberedFold | undefined;
  /** Whether what is folded of it is to be gone on from. */
  readonly isFoldable: boolean;
}

/** What the database has, and the memory has not. */
interface Missing {
  readonly events: RecordedEvent[];
  readonly told: ToldSubject[];
  lastEventId: bigint;
}

async function catchUp(
  { row, known, isFoldable }: Behind,
  { events, told, lastEventId }: Missing,
  { context, pause }: Omit<RecallOptions, 'lease'>,
): Promise<Recalled> {
  const history = known?.history ?? [];
  for (const event of events) history.push(event);
  const book = isLong(row) ? bookBy(known, told) : undefined;
  const isShared = sharedDisputesIn(events.map(({ event }) => event)).length > 0;
  if (!isFoldable || isShared) return { saved: undefined, book, history, lastEventId, isUsed: false };
  const further = known && resumeFold(known.saved, events, context);
  const { saved } = further ?? (await foldAllInSlices(history, { context, pause, isForMemory: true }));
  return { saved, book, history, lastEventId, isUsed: false };
}

function bookBy(known: RememberedFold | undefined, told: readonly ToldSubject[]): ToldBook {
  if (known?.book) reread(known.book, told);
  const book = known?.book ?? bookOf(told, { isRemade: false });
  if (!book) throw new Error('rows of told_subjects have one name each');
  return book;
}

/** Rows that are read at a time: what bounds the answer of one statement. */
const PAGE = 500;
/** Events that are parsed between two pauses. */
const SLICE = 100;

async function readMissing(
  tx: Transaction,
  behind: readonly Behind[],
  pause: () => Promise<void>,
): Promise<ReadonlyMap<bigint, Missing>> {
  const missing = new Map<bigint, Missing>();
  for (const { row, known } of behind)
    missing.set(row.id, { events: [], told: [], lastEventId: known?.lastEventId ?? 0n });
  const short = behind.filter(({ row }) => !isLong(row));
  if (short.length > 0) await readShort(tx, missing, short);
  for (const { row, known } of behind) {
    const one = missing.get(row.id);
    if (!one || !isLong(row)) continue;
    await readEvents(tx, { id: row.id, one, pause });
    // Of one that has become long since then, nothing is known of its rows.
    const after = known?.book ? known.revision : -1;
    one.told.push(...(await readTold(tx, row.id, { after, pause })));
  }
  return missing;
}

interface EventText {
  readonly id: bigint;
  readonly eventKey: string;
  readonly text: string;
}

function take(missing: Missing | undefined, { id, eventKey, text }: EventText): void {
  if (!missing) return;
  missing.lastEventId = id;
  parseEvents(JSON.parse(text)).forEach((event, index) => missing.events.push({ eventKey, index, event }));
}

/** The missing events of several, none of which has many. */
async function readShort(
  tx: Transaction,
  missing: ReadonlyMap<bigint, Missing>,
  short: readonly Behind[],
): Promise<void> {
  const ids = short.map(({ row }) => row.id);
  const after = short.map(({ known }) => known?.lastEventId ?? 0n);
  const rows = await tx.$queryRaw<(EventText & { readonly aggregateId: bigint })[]>`
    SELECT later.* FROM unnest(${ids}::bigint[], ${after}::bigint[]) AS known (aggregate_id, last_id) CROSS JOIN LATERAL (
      SELECT aggregate_id AS "aggregateId", id, event_key AS "eventKey", canonical::text AS text FROM events
      WHERE events.aggregate_id = known.aggregate_id AND id > last_id AND status = 'applied' ORDER BY id) AS later`;
  for (const row of rows) take(missing.get(row.aggregateId), row);
}

async function readEvents(
  tx: Transaction,
  { id, one, pause }: { readonly id: bigint; readonly one: Missing; readonly pause: () => Promise<void> },
): Promise<void> {
  for (;;) {
    const rows = await tx.$queryRaw<EventText[]>`
      SELECT id, event_key AS "eventKey", canonical::text AS text FROM events
      WHERE aggregate_id = ${id} AND id > ${one.lastEventId} AND status = 'applied' ORDER BY id LIMIT ${PAGE}`;
    for (const [at, row] of rows.entries()) {
      take(one, row);
      if (at % SLICE === SLICE - 1) await pause();
    }
    if (rows.length < PAGE) return;
  }
}

interface ToldRow {
  readonly kind: string;
  readonly ref: string;
  readonly subject: unknown;
}

/** What was told of a long one, as it was stored after a revision. */
async function readTold(
  tx: Transaction,
  id: bigint,
  { after, pause }: { readonly after: number; readonly pause: () => Promise<void> },
): Promise<ToldSubject[]> {
  const told: ToldSubject[] = [];
  let last: Pick<ToldRow, 'kind' | 'ref'> = { kind: '', ref: '' };
  for (;;) {
    const rows = await tx.$queryRaw<ToldRow[]>`
      SELECT kind, ref, subject FROM told_subjects
      WHERE aggregate_id = ${id} AND revision > ${after} AND (kind, ref) > (${last.kind}, ${last.ref})
      ORDER BY kind, ref LIMIT ${PAGE}`;
    told.push(...decodeTold(rows.map(({ subject }) => subject)));
    last = rows.at(-1) ?? last;
    if (rows.length < PAGE) return told;
    await pause();
  }
}

/** Everything that was told of one that the transaction has locked, long or not. */
export const toldOf = async (
  tx: Transaction,
  row: Pick<StoredAggregate, 'id' | 'told' | 'revision'>,
  pause: () => Promise<void>,
): Promise<readonly ToldSubject[]> =>
  isLong(row) ? readTold(tx, row.id, { after: -1, pause }) : (row.told ?? []);
