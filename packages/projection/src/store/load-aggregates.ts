import { Prisma, queryDirectly, type Transaction } from '@payspool/db';
import type { Topic } from '@payspool/events';

import type { Reference } from '../fold/references.ts';
import { decodePublished, type PublishedState } from '../publish/published-state.ts';
import { type Owner, nameOf } from './lock-references.ts';
import type { EventResult } from './event-record.ts';
import { recordset } from './tables.ts';

/** A row of `aggregates`. */
export interface StoredAggregate extends Owner {
  readonly id: bigint;
  readonly foldVersion: number;
  /** A `FoldState` as JSON text. Null: the next event folds all events again. */
  readonly state: string | null;
  /** Null for a long aggregate, whose published state is in `published_subjects`. */
  readonly publishedState: PublishedState | null;
  /** Increases with every write; 0 before the first. */
  readonly revision: number;
  readonly heldUntil: Date | null;
  readonly dueAt: Date | null;
}

/** How often each topic was published, by the name of the subject (`nameOf`). */
export type PublishedCounts = ReadonlyMap<string, Readonly<Partial<Record<Topic, number>>>>;

/** The stored data that the events of a set need. */
export interface Loaded {
  /** By id. This transaction has locked them. */
  readonly aggregates: ReadonlyMap<bigint, StoredAggregate>;
  /** The aggregate that a reference belongs to, by the name of the reference. */
  readonly aliases: ReadonlyMap<string, bigint>;
  /** The status of those of the set's events that have a row, by their place in the set. */
  readonly statuses: ReadonlyMap<number, EventResult['status']>;
  /** The places of events whose delivery id is stored with another body. */
  readonly reused: ReadonlySet<number>;
  /** For every reference of the set; empty if nothing was published. */
  readonly published: PublishedCounts;
  /** Ids for the aggregates that the set may create. */
  readonly newIds: readonly bigint[];
}

/** One event of a set, as `loadAggregates` looks it up. */
export interface Lookup extends Owner {
  /** The event's place in the set. */
  readonly place: number;
  readonly eventKey: string;
  readonly references: readonly Reference[];
  /** If the event has a delivery id: the id, the account of the endpoint, and the hash of the body in hex. */
  readonly binding?:
    | { readonly account: string; readonly ref: string; readonly bodySha256: string }
    | undefined;
}

/**
 * Finds the aggregates of the references of a set, locks their rows and reads them, in one statement. Expects the references to be locked.
 *
 * @param passBusy leaves out aggregates that another transaction has locked, instead of waiting; `aliases` then names aggregates that
 *   are not in `aggregates`
 */
export async function loadAggregates(
  tx: Transaction,
  lookups: readonly Lookup[],
  { passBusy }: { readonly passBusy: boolean },
): Promise<Loaded> {
  for (;;) {
    const loaded = await lockAndRead(tx, lookups, passBusy);
    // An aggregate was merged into another one while this transaction waited for its lock. The next statement sees the committed merge.
    const isGone = [...loaded.aliases.values()].some((id) => !loaded.aggregates.has(id));
    if (passBusy || !isGone) return loaded;
  }
}

const CARRIED = { place: 'int', provider: 'text', account: 'text', kind: 'text', ref: 'text' } as const;
const DELIVERED = {
  place: 'int',
  provider: 'text',
  account: 'text',
  eventKey: 'text',
  deliveredTo: 'text',
  deliveryRef: 'text',
  bodySha256: 'text',
} as const;

/** Each look-up is lateral and has a limit, so that Postgres uses the index of the key even if its statistics are missing or old. */
async function lockAndRead(tx: Transaction, lookups: readonly Lookup[], passBusy: boolean): Promise<Loaded> {
  const carried = lookups.flatMap(({ place, provider, account, references }) =>
    references.map(({ kind, ref }) => ({ place, provider, account, kind, ref })),
  );
  const delivered = lookups.map(({ place, provider, account, eventKey, binding }) => ({
    place,
    provider,
    account,
    eventKey,
    deliveredTo: binding?.account,
    deliveryRef: binding?.ref,
    bodySha256: binding?.bodySha256,
  }));
  const [found] = await queryDirectly<Found>(
    tx,
    Prisma.sql`
    WITH carried AS MATERIALIZED (
      SELECT * FROM ${recordset(carried, CARRIED, 'carried')}
    ), known AS MATERIALIZED (
      SELECT carried.*, found.aggregate_id FROM carried CROSS JOIN LATERAL (
        SELECT aggregate_id FROM aliases
        WHERE aliases.provider = carried.provider AND aliases.account = carried.account
          AND aliases.kind = carried.kind AND aliases.ref = carried.ref LIMIT 1) AS found
    ), locked AS MATERIALIZED (
      SELECT * FROM aggregates WHERE id = ANY (ARRAY(SELECT DISTINCT aggregate_id FROM known))
      ORDER BY id FOR UPDATE ${passBusy ? Prisma.sql`SKIP LOCKED` : Prisma.empty}
    ), delivered AS MATERIALIZED (
      SELECT * FROM ${recordset(delivered, DELIVERED, 'delivered')}
    )
    SELECT
      (SELECT json_agg(json_build_array(provider, account, kind, ref, aggregate_id::text)) FROM known)::text AS aliases,
      (SELECT json_agg(json_build_array(id::text, provider, account, fold_version, state::text, published_state, held_until, due_at, revision)) FROM locked)::text AS aggregates,
      (SELECT json_agg(json_build_array(place, status)) FROM delivered CROSS JOIN LATERAL (
        SELECT status FROM events
        WHERE events.provider = delivered.provider AND events.account = delivered.account
          AND events.event_key = "eventKey" LIMIT 1) AS found)::text AS statuses,
      (SELECT json_agg(place) FROM delivered CROSS JOIN LATERAL (
        SELECT body_sha256 FROM delivery_refs
        WHERE delivery_refs.provider = delivered.provider AND delivery_refs.account = "deliveredTo"
          AND delivery_ref = "deliveryRef" LIMIT 1) AS found
        WHERE body_sha256 <> decode("bodySha256", 'hex'))::text AS reused,
      -- Subjects in published_subjects have their counts there, and may have many rows in the outbox.
      (SELECT json_agg(json_build_array(provider, account, kind, ref, topic, occurrence)) FROM (
          SELECT provider, account, kind, ref FROM carried
          EXCEPT SELECT provider, account, known.kind, known.ref FROM known CROSS JOIN LATERAL (
            SELECT FROM published_subjects WHERE published_subjects.aggregate_id = known.aggregate_id
              AND published_subjects.kind = known.kind AND published_subjects.ref = known.ref LIMIT 1) AS found
        ) AS named CROSS JOIN LATERAL (
          SELECT topic, max(occurrence) AS occurrence FROM outbox
          WHERE outbox.provider = named.provider AND outbox.account = named.account
            AND aggregate_kind = named.kind AND aggregate_ref = named.ref GROUP BY topic) AS counted)::text AS published,
      (SELECT json_agg(nextval('aggregates_id_seq')::text)
        FROM (SELECT place FROM carried EXCEPT SELECT place FROM known) AS fresh)::text AS "newIds"`,
  );
  if (!found) throw new Error('the statement that reads aggregates returned no row');
  const names = carried.map((reference) => nameOf(reference, reference));
  return {
    published: new Map([...names.map((name) => [name, {}] as const), ...countsOf(rowsOf(found.published))]),
    ...decode(found),
  };
}

/** Each field is a JSON array, or null for an empty one. */
interface Found {
  readonly aliases: string | null;
  readonly aggregates: string | null;
  readonly statuses: string | null;
  readonly reused: string | null;
  readonly published: string | null;
  readonly newIds: string | null;
}

type AggregateTuple = [
  string,
  string,
  string,
  number,
  string | null,
  unknown,
  string | null,
  string | null,
  number,
];

/** Decodes the texts of `lockAndRead`, which is their only writer. */
function decode(found: Found): Omit<Loaded, 'published'> {
  const aggregates = rowsOf<AggregateTuple>(found.aggregates).map(
    ([
      id,
      provider,
      account,
      foldVersion,
      state,
      publishedState,
      heldUntil,
      dueAt,
      revision,
    ]): StoredAggregate => ({
      id: BigInt(id),
      provider,
      account,
      foldVersion,
      state,
      publishedState: storedPublished(publishedState, revision),
      revision,
      heldUntil: heldUntil === null ? null : new Date(heldUntil),
      dueAt: dueAt === null ? null : new Date(dueAt),
    }),
  );
  return {
    aggregates: new Map(aggregates.map((aggregate) => [aggregate.id, aggregate])),
    aliases: new Map(
      rowsOf<[string, string, string, string, string]>(found.aliases).map(
        ([provider, account, kind, ref, id]) => [nameOf({ provider, account }, { kind, ref }), BigInt(id)],
      ),
    ),
    statuses: new Map(rowsOf<[number, EventResult['status']]>(found.statuses)),
    reused: new Set(rowsOf<number>(found.reused)),
    newIds: rowsOf<string>(found.newIds).map(BigInt),
  };
}

const rowsOf = <Row>(text: string | null): Row[] => (text === null ? [] : (JSON.parse(text) as Row[]));

/** Reads one aggregate without its saved fold, so that all events are folded. Expects the transaction to have locked it. */
export async function readAggregate(tx: Transaction, id: bigint): Promise<StoredAggregate> {
  const { publishedState, ...row } = await tx.aggregate.findUniqueOrThrow({
    where: { id },
    omit: { state: true },
  });
  return { state: null, publishedState: storedPublished(publishedState, row.revision), ...row };
}

/** Returns the published state that the row contains; null for a long aggregate. */
const storedPublished = (publishedState: unknown, revision: number): PublishedState | null =>
  publishedState === null && revision > 0 ? null : decodePublished(publishedState);

/** Provider, account, kind, ref, topic and its highest occurrence in the outbox. */
export type CountTuple = [string, string, string, string, Topic, number];

export function countsOf(rows: readonly CountTuple[]): PublishedCounts {
  const counts = new Map<string, Partial<Record<Topic, number>>>();
  for (const [provider, account, kind, ref, topic, occurrence] of rows) {
    const name = nameOf({ provider, account }, { kind, ref });
    counts.set(name, { ...counts.get(name), [topic]: occurrence });
  }
  return counts;
}
