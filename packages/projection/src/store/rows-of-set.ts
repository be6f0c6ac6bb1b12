import { serializeEvents } from '@payspool/events';
import { FOLD_VERSION } from '../fold/fold.ts';
import type { Rows } from '../fold/rows.ts';
import { createPublishedIndex, type PublishedIndex } from '../publish/published-index.ts';
import { encodePublished } from '../publish/published-state.ts';
import {
  type AggregateInWork,
  everythingPublished,
  type RowsInWork,
  survivorOf,
} from './aggregate-in-work.ts';
import type { EventOfSet } from './events-of-set.ts';
import type { FoldedComponent } from './fold-component.ts';
import { nameOf, referenceNamed } from './lock-references.ts';
import { LONG_FROM, type FoldState } from './long-aggregates.ts';
import type { Merge } from './merge-aggregates.ts';
import type { ProjectionSettings } from './settings.ts';
import { errorOf, storable } from './event-record.ts';
import { projectedRows } from './projected-rows.ts';
import type { EventRow } from './event-ctes.ts';
import type { AliasRow, OutboxRow, SetRows, PublishedRow } from './row-ctes.ts';
import { finish, type Sliced } from '../slices.ts';

/** Builds the rows that `writeSet` writes for the events of a set after they were folded. Reads and writes nothing. */
export function rowsOfSet(
  events: readonly EventOfSet[],
  components: readonly FoldedComponent[],
  {
    knownAliases,
    settings,
  }: {
    readonly knownAliases: ReadonlyMap<string, bigint>;
    readonly settings: Pick<ProjectionSettings, 'longFrom'>;
  },
): SetRows {
  const aliases = new Map<string, AggregateInWork>();
  const published = new Map<number, readonly OutboxRow[]>();
  for (const component of components) {
    for (const [name, work] of component.aliases) aliases.set(name, survivorOf(work));
    for (const [place, rows] of component.published) published.set(place, rows);
  }
  const newAliases: AliasRow[] = [];
  const stillKnown: AliasRow[] = [];
  for (const [name, { id }] of aliases) {
    const row = { aggregateId: String(id), ...referenceNamed(name) };
    (knownAliases.has(name) ? stillKnown : newAliases).push(row);
  }
  return {
    events: events.map((event) => eventRow(event, aliases)),
    newAliases,
    knownAliases: stillKnown,
    outbox: events.flatMap((event) => {
      const rows = published.get(event.place) ?? [];
      const aggregateId = rows.length > 0 ? aggregateOf(event, aliases) : null;
      // The transitions of an aggregate that was merged belong to its survivor.
      return aggregateId === null ? rows : rows.map((row) => ({ ...row, aggregateId }));
    }),
    ...rowsOfAggregates([...new Set(aliases.values())], settings),
  };
}

/** The event rows, aliases and transitions of a write without events: none. */
export const NO_EVENTS = { events: [], newAliases: [], knownAliases: [], outbox: [] } as const;

/** Returns the merges that the database must make. */
export const mergesOf = (components: readonly FoldedComponent[]): Merge[] =>
  components
    .flatMap(({ aggregates }) => aggregates)
    .filter(({ isStored, mergedInto }) => isStored && mergedInto)
    .map((work) => {
      const { id, rows } = survivorOf(work);
      return { survivor: id, absorbed: work.id, isWhole: rows?.isWhole ?? true };
    });

/** Builds the rows of aggregates, of their published state and of the tables that other services read. */
export function rowsOfAggregates(
  aggregates: readonly AggregateInWork[],
  settings: Pick<ProjectionSettings, 'longFrom'>,
): Pick<
  SetRows,
  | 'aggregates'
  | 'publishedRows'
  | 'remadePublished'
  | 'rows'
  | 'whole'
  | 'written'
  | 'removedPayments'
  | 'removedChanges'
> {
  const kept = aggregates.map((work) => ({ work, publishedIndex: finish(indexToStore(work, settings)) }));
  const folded = aggregates.flatMap((work) => (work.rows ? [{ work, rows: work.rows }] : []));
  const projected = folded.map(({ work: { id, provider, account }, rows }) =>
    projectedRows({ provider, account, aggregateId: id }, rowsIn(rows)),
  );
  return {
    aggregates: kept.map(({ work, publishedIndex }) => ({
      id: String(work.id),
      provider: work.provider,
      account: work.account,
      foldVersion: FOLD_VERSION,
      state: work.saved ? stateOf(work) : null,
      publishedState: publishedIndex ? null : encodePublished(everythingPublished(work)),
      heldUntil: work.heldUntil,
      dueAt: work.dueAt,
      revision: nextRevision(work),
    })),
    publishedRows: kept.flatMap(({ work, publishedIndex }) =>
      publishedIndex ? publishedRows(work, publishedIndex) : [],
    ),
    remadePublished: kept
      .filter(
        ({ work, publishedIndex }) => work.hasPublishedRows && (!publishedIndex || publishedIndex.isRemade),
      )
      .map(({ work }) => work.id),
    rows: {
      orders: projected.flatMap(({ orders }) => orders),
      payments: projected.flatMap(({ payments }) => payments),
      refunds: projected.flatMap(({ refunds }) => refunds),
      disputes: projected.flatMap(({ disputes }) => disputes),
      subscriptions: projected.flatMap(({ subscriptions }) => subscriptions),
      changes: projected.flatMap(({ changes }) => changes),
    },
    whole: folded.filter(({ work, rows }) => work.isStored && rows.isWhole).map(({ work }) => work.id),
    written: folded.filter(({ rows }) => rows.isWrittenInPieces).map(({ work }) => work.id),
    removedPayments: folded.flatMap(({ work: { provider, account }, rows }) =>
      [...rows.removedPayments].map((paymentRef) => ({ provider, account, paymentRef })),
    ),
    removedChanges: folded.flatMap(({ work: { provider, account }, rows }) =>
      [...rows.removedChanges.values()].map(({ kind, ref, eventKey, eventIndex }) => {
        return { provider, account, kind, ref, eventKey, eventIndex };
      }),
    ),
  };
}

/** Returns the published index of a long aggregate, and creates it if there is none; `undefined` for a short one. */
export function* indexToStore(
  work: AggregateInWork,
  { longFrom = LONG_FROM }: Pick<ProjectionSettings, 'longFrom'>,
): Sliced<PublishedIndex | undefined> {
  const { saved, history, fresh } = work;
  const events = saved?.state.step ?? (history?.length ?? 0) + fresh.length;
  if (events < longFrom) return undefined;
  work.publishedIndex ??= yield* createPublishedIndex(work.publishedState, { isRemade: true });
  return work.publishedIndex;
}

export const nextRevision = ({ revision }: AggregateInWork): number => revision + 1;

const stateOf = (work: AggregateInWork): FoldState => ({
  since: work.since ?? nextRevision(work),
  mark: work.mark,
});

/** Returns the rows of the published state that differ from the stored ones, of all changed subjects or of those with the given keys. */
export const publishedRows = (
  work: AggregateInWork,
  { subjects, changed }: PublishedIndex,
  keys: Iterable<string> = changed.keys(),
): PublishedRow[] =>
  [...keys].flatMap((key) => {
    const subject = subjects.get(key);
    if (!subject) return [];
    const { kind, ref } = subject;
    return [{ aggregateId: String(work.id), kind, ref, revision: nextRevision(work), subject }];
  });

const rowsIn = (rows: RowsInWork): Rows => ({
  orders: [...rows.orders.values()],
  payments: [...rows.payments.values()],
  refunds: [...rows.refunds.values()],
  disputes: [...rows.disputes.values()],
  subscriptions: [...rows.subscriptions.values()],
  changes: [...rows.changes.values()],
});

const aggregateOf = (
  { record, references: [first] }: EventOfSet,
  aliases: ReadonlyMap<string, AggregateInWork>,
): string | null => {
  const id = first && aliases.get(nameOf(record, first))?.id;
  return id === undefined ? null : String(id);
};

function eventRow(event: EventOfSet, aliases: ReadonlyMap<string, AggregateInWork>): EventRow {
  const { record, result, events, references, binding, deliveredTo } = event;
  return {
    provider: record.provider,
    account: record.account,
    eventKey: record.eventKey,
    type: storable(record.type, 255),
    status: result.status,
    source: record.source ?? 'delivery',
    occurredAt: record.occurredAt,
    receivedAt: record.receivedAt,
    signedAt: record.signedAt,
    mode: record.mode,
    signedMode: record.signedMode,
    error: errorOf(result),
    canonical: serializeEvents(events),
    rawBody: record.isErased ? null : record.rawBody,
    headers: record.isErased ? {} : record.headers,
    partOf: record.partOf,
    providerAccount: record.providerAccount,
    aggregateId: aggregateOf(event, aliases),
    deliveredTo,
    deliveryRef: binding?.ref,
    bodySha256: binding?.bodySha256,
    hasEffects: references.length > 0 || binding !== undefined,
  };
}
