import type { Transaction } from '@payspool/db';
import { parseEvents } from '@payspool/events';
import type { FoldContext } from '../fold/context.ts';
import { FOLD_VERSION, foldAllInSlices } from '../fold/fold.ts';
import { goOn } from '../fold/go-on.ts';
import type { RecordedEvent } from '../fold/history.ts';
import type { SavedFold } from '../fold/saved-fold.ts';
import { createPublishedIndex, reread, type PublishedIndex } from '../publish/published-index.ts';
import { decodePublished, type PublishedSubject } from '../publish/published-state.ts';
import type { MemoryLease, RememberedFold, StoredEvent } from './fold-memory.ts';
import type { StoredAggregate } from './load-aggregates.ts';
import { foldStateOf, isLong } from './long-aggregates.ts';
import { sharedDisputesIn } from './shared-disputes.ts';
import { finishInSlices } from '../slices.ts';

/** The fold of an aggregate before the events of the set. */
export interface Recalled {
  /** Absent: all events must be folded again. */
  readonly saved: SavedFold | undefined;
  /** Only for a long aggregate. */
  readonly publishedIndex: PublishedIndex | undefined;
  readonly history: RecordedEvent[];
  readonly last: StoredEvent;
  /** Whether events of the set may have changed the fold. */
  isUsed: boolean;
}

export interface RecallOptions {
  readonly lease: MemoryLease;
  readonly context: FoldContext;
  /** Called between slices of long work. */
  readonly pause: () => Promise<void>;
}

/**
 * Returns the folds of aggregates. It takes them from memory if this process wrote the row last. Otherwise it reads the missing events (all
 * events after a restart) and folds them. It needs one statement for all short aggregates, and for each long one a statement per page.
 * A short aggregate whose events must all be folded is left out: `load-histories.ts` reads its events when it is folded.
 */
export async function recallFolds(
  tx: Transaction,
  rows: Iterable<StoredAggregate>,
  { lease, context, pause }: RecallOptions,
): Promise<ReadonlyMap<bigint, Recalled>> {
  const recalled = new Map<bigint, Recalled>();
  const behind: Behind[] = [];
  for (const row of rows) {
    const state = row.foldVersion === FOLD_VERSION ? foldStateOf(row) : undefined;
    if (!state && !isLong(row)) continue;
    const known = await lease.take(row.id);
    const isLast = known && state && known.revision === row.revision && known.mark === state.mark;
    const isUsable = known && state && known.revision >= state.since && known.revision < row.revision;
    if (isLast) recalled.set(row.id, { isUsed: false, ...known });
    else behind.push({ row, known: isUsable ? known : undefined, isFoldable: state !== undefined });
  }
  for (const one of await readMissing(tx, behind, pause))
    recalled.set(one.row.id, await catchUp(one, { context, pause }));
  return recalled;
}

interface Behind {
  readonly row: StoredAggregate;
  readonly known: RememberedFold | undefined;
  /** Whether the row allows continuing from a fold. */
  readonly isFoldable: boolean;
}

/** The events and the published state that are in the database and not in memory. */
interface Missing extends Behind {
  readonly events: readonly RecordedEvent[];
  readonly publishedState: readonly PublishedSubject[];
  readonly last: StoredEvent;
}

async function catchUp(
  { row, known, isFoldable, events, publishedState, last }: Missing,
  { context, pause }: Omit<RecallOptions, 'lease'>,
): Promise<Recalled> {
  const history = known?.history ?? [];
  for (const event of events) history.push(event);
  const publishedIndex = isLong(row) ? await indexBy({ known, publishedState, pause }) : undefined;
  const isShared = sharedDisputesIn(events.map(({ event }) => event)).length > 0;
  if (!isFoldable || isShared) return { saved: undefined, publishedIndex, history, last, isUsed: false };
  const further = known && (await goOn(known.saved, events, { context, pause }));
  const { saved } = further ?? (await foldAllInSlices(history, { context, pause, isForMemory: true }));
  return { saved, publishedIndex, history, last, isUsed: false };
}

async function indexBy({
  known,
  publishedState,
  pause,
}: Pick<Missing, 'known' | 'publishedState'> & Pick<RecallOptions, 'pause'>): Promise<PublishedIndex> {
  if (known?.publishedIndex) reread(known.publishedIndex, publishedState);
  const publishedIndex =
    known?.publishedIndex ??
    (await finishInSlices(createPublishedIndex(publishedState, { isRemade: false }), pause));
  if (!publishedIndex) throw new Error('rows of published_subjects have one name each');
  return publishedIndex;
}

/** Rows that are read at a time: what bounds the answer of one statement. */
const PAGE = 500;
/** Events that are parsed between two pauses. */
const SLICE = 100;

/** Reads the events that the memory lacks. The last one that it has is read too: after a failover the database may have lost that. */
async function readMissing(
  tx: Transaction,
  behind: readonly Behind[],
  pause: () => Promise<void>,
): Promise<Missing[]> {
  const missing = await readShort(
    tx,
    behind.filter(({ row }) => !isLong(row)),
  );
  for (const one of behind) if (isLong(one.row)) missing.push(await readLong(tx, one, pause));
  return missing;
}

interface EventText extends StoredEvent {
  readonly text: string;
}

/** Reads the missing events of short aggregates, in one statement. */
async function readShort(tx: Transaction, behind: readonly Behind[]): Promise<Missing[]> {
  if (behind.length === 0) return [];
  const ids = behind.map(({ row }) => row.id);
  const from = behind.map(({ known }) => known?.last.id ?? 0n);
  const rows = await tx.$queryRaw<(EventText & { readonly aggregateId: bigint })[]>`
    SELECT later.* FROM unnest(${ids}::bigint[], ${from}::bigint[]) AS known (aggregate_id, last_id) CROSS JOIN LATERAL (
      SELECT aggregate_id AS "aggregateId", id, event_key AS "eventKey", canonical::text AS text FROM events
      WHERE events.aggregate_id = known.aggregate_id AND id >= last_id AND status = 'applied' ORDER BY id) AS later`;
  const found = new Map<bigint, EventText[]>(ids.map((id) => [id, []]));
  for (const row of rows) found.get(row.aggregateId)?.push(row);
  const missing: Missing[] = [];
  const lost: Behind[] = [];
  for (const one of behind) {
    const texts = found.get(one.row.id) ?? [];
    if (isLost(one, texts)) lost.push({ ...one, known: undefined });
    else {
      const events = texts.slice(one.known ? 1 : 0).flatMap(recordedIn);
      missing.push({ events, publishedState: [], last: texts.at(-1) ?? NONE, ...one });
    }
  }
  return [...missing, ...(await readShort(tx, lost))];
}

async function readLong(tx: Transaction, one: Behind, pause: () => Promise<void>): Promise<Missing> {
  const { row, known } = one;
  const events: RecordedEvent[] = [];
  let last = known ? { ...known.last, id: known.last.id - 1n } : NONE;
  for (let page = 0; ; page += 1) {
    const texts = await tx.$queryRaw<EventText[]>`
      SELECT id, event_key AS "eventKey", canonical::text AS text FROM events
      WHERE aggregate_id = ${row.id} AND id > ${last.id} AND status = 'applied' ORDER BY id LIMIT ${PAGE}`;
    if (page === 0 && isLost(one, texts)) return readLong(tx, { ...one, known: undefined }, pause);
    for (const [at, text] of texts.entries()) {
      if (page > 0 || at > 0 || !known) events.push(...recordedIn(text));
      if (at % SLICE === SLICE - 1) await pause();
    }
    last = texts.at(-1) ?? last;
    if (texts.length < PAGE) break;
  }
  // If the aggregate has become long since then, the memory has none of its rows.
  const after = known?.publishedIndex ? known.revision : -1;
  return { events, publishedState: await readPublished(tx, row.id, { after, pause }), last, ...one };
}

/** Whether the last event in memory is missing in the database, as after a failover that lost transactions. */
const isLost = ({ known }: Behind, [first]: readonly StoredEvent[]): boolean =>
  known !== undefined && (first?.id !== known.last.id || first.eventKey !== known.last.eventKey);

const recordedIn = ({ eventKey, text }: EventText): RecordedEvent[] =>
  parseEvents(JSON.parse(text)).map((event, index) => ({ eventKey, index, event }));

const NONE: StoredEvent = { id: 0n, eventKey: '' };

interface PublishedRow {
  readonly kind: string;
  readonly ref: string;
  readonly subject: unknown;
}

/** Reads the part of a long aggregate's published state that was stored after a revision. */
async function readPublished(
  tx: Transaction,
  id: bigint,
  { after, pause }: { readonly after: number; readonly pause: () => Promise<void> },
): Promise<PublishedSubject[]> {
  const subjects: PublishedSubject[] = [];
  let last: Pick<PublishedRow, 'kind' | 'ref'> = { kind: '', ref: '' };
  for (;;) {
    const rows = await tx.$queryRaw<PublishedRow[]>`
      SELECT kind, ref, subject FROM published_subjects
      WHERE aggregate_id = ${id} AND revision > ${after} AND (kind, ref) > (${last.kind}, ${last.ref})
      ORDER BY kind, ref LIMIT ${PAGE}`;
    subjects.push(...decodePublished(rows.map(({ subject }) => subject)));
    last = rows.at(-1) ?? last;
    if (rows.length < PAGE) return subjects;
    await pause();
  }
}

/** Returns the whole published state of an aggregate, long or not. Expects the transaction to have locked it. */
export const publishedOf = async (
  tx: Transaction,
  row: Pick<StoredAggregate, 'id' | 'publishedState' | 'revision'>,
  pause: () => Promise<void>,
): Promise<readonly PublishedSubject[]> =>
  isLong(row) ? readPublished(tx, row.id, { after: -1, pause }) : (row.publishedState ?? []);
