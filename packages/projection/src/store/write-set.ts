import { OUTBOX_CHANNEL, Prisma, queryDirectly, type Transaction } from '@payspool/db';
import { ConflictError } from './transaction.ts';
import type { Topic } from '@payspool/events';
import type { ChangeKey } from '../fold/changes.ts';
import {
  AGGREGATES,
  columnName,
  type Cte,
  PROJECTED,
  recordset,
  PUBLISHED_SUBJECTS,
  upsert,
} from './tables.ts';
import type { Owner } from './lock-references.ts';
import type { ProjectionSettings } from './settings.ts';
import type { ProjectedRows, ProjectedTable } from './projected-rows.ts';
import { eventName, eventCtes, type EventRow } from './event-ctes.ts';

/** A row of `aliases`: a reference and its aggregate. */
export interface AliasRow extends Owner {
  readonly kind: string;
  readonly ref: string;
  readonly aggregateId: string;
}

/** A row of the outbox. */
export interface OutboxRow extends Owner {
  readonly topic: Topic;
  readonly aggregateKind: string;
  readonly aggregateRef: string;
  readonly occurrence: number;
  readonly payload: unknown;
  readonly idempotencyKey: string;
  readonly eventKey: string;
  readonly aggregateId: string;
}

/** A row of `published_subjects`: the published state of one subject of a long aggregate. */
export interface PublishedRow {
  readonly aggregateId: string;
  readonly kind: string;
  readonly ref: string;
  readonly revision: number;
  readonly subject: unknown;
}

/** All rows that a set of events writes and deletes, built by `rows-of-set.ts`. */
export interface SetRows {
  readonly events: readonly EventRow[];
  readonly aggregates: readonly object[];
  readonly publishedRows: readonly PublishedRow[];
  /** The aggregates whose whole published state is in `publishedRows`. Their other rows of `published_subjects` are deleted. */
  readonly remadePublished: readonly bigint[];
  /** References that belonged to no aggregate. */
  readonly newAliases: readonly AliasRow[];
  /** Known references, with the aggregate that was read, or the survivor if it was merged. The statement checks them. */
  readonly knownAliases: readonly AliasRow[];
  readonly rows: ProjectedRows;
  /** The aggregates whose rows are all in `rows`. Their other rows in the tables are deleted. */
  readonly whole: readonly bigint[];
  /** The aggregates of `whole` whose payments, refunds, disputes and changes `write-in-pieces.ts` has written. */
  readonly written: readonly bigint[];
  /** Payments that no longer exist. */
  readonly removedPayments: readonly (Owner & { readonly paymentRef: string })[];
  /** Changes that no longer exist. */
  readonly removedChanges: readonly (Owner & ChangeKey)[];
  /** In the order of publishing. */
  readonly outbox: readonly OutboxRow[];
}

/**
 * Writes a set in one statement, and checks that the loaded data is still current: no reference has moved to another aggregate, and no
 * other transaction has recorded one of the events. It does not commit: `transaction.ts` does.
 *
 * @returns the ids of the recorded events, by `eventName`
 * @throws {ConflictError} if the loaded data is not current any more
 */
export async function writeSet(
  tx: Transaction,
  write: SetRows,
  { subscribedTopics }: Pick<ProjectionSettings, 'subscribedTopics'> = {},
): Promise<ReadonlyMap<string, bigint>> {
  const outbox = write.outbox.map((row) => ({
    isFinished: subscribedTopics !== undefined && !subscribedTopics.has(row.topic),
    ...row,
  }));
  const parts = [
    ...aggregateCtes(write),
    ...publishedCtes(write),
    ...eventCtes(write.events),
    ...(Object.keys(PROJECTED) as ProjectedTable[]).flatMap((table) => projectedCtes(table, write)),
    ...removedCtes(write),
    ...outboxCtes(outbox),
  ];
  if (parts.length === 0) return new Map();
  const has = (part: string) => parts.some(({ name }) => name === part);
  const count = (part: string) =>
    has(part) ? Prisma.sql`(SELECT count(*)::int FROM ${Prisma.raw(part)})` : Prisma.sql`0`;
  // If all rows of an aggregate are written, the best plan depends on their number, so the statement is planned each time.
  const [result] = await queryDirectly<Result>(
    tx,
    Prisma.sql`
    WITH ${Prisma.join(parts.map(({ name, sql }) => Prisma.sql`${Prisma.raw(name)} AS (${sql})`))}
    SELECT
      ${count('placed_aliases')} AS placed, ${count('found_aliases')} AS found, ${count('bound_delivery_refs')} AS bound,
      ${has('recorded_events') ? Prisma.sql`(SELECT json_agg(json_build_array(concat_ws(' ', provider, account, event_key), id::text)) FROM recorded_events)::text` : Prisma.sql`NULL`} AS recorded,
      ${outbox.some(({ isFinished }) => !isFinished) ? Prisma.sql`pg_notify(${OUTBOX_CHANNEL}, '')::text` : Prisma.sql`''`} AS notified`,
    { isPrepared: write.whole.length === 0 && write.remadePublished.length === 0 },
  );
  if (!result) throw new Error('the statement that writes a set returned no row');
  const recorded = new Map(
    result.recorded === null
      ? []
      : (JSON.parse(result.recorded) as [string, string][]).map(([name, id]) => [name, BigInt(id)]),
  );
  const missing = write.events.filter((event) => event.hasEffects && !recorded.has(eventName(event)));
  const boundRefs = write.events.filter(
    (event) => event.deliveryRef !== undefined && recorded.has(eventName(event)),
  );
  if (
    missing.length > 0 ||
    result.placed !== write.newAliases.length ||
    result.found !== write.knownAliases.length ||
    result.bound !== boundRefs.length
  )
    throw new ConflictError('events of the set, or what they belong to, changed while it was applied');
  return recorded;
}

interface Result {
  readonly placed: number;
  readonly found: number;
  readonly bound: number;
  readonly recorded: string | null;
}

const ALIAS = {
  provider: 'text',
  account: 'text',
  kind: 'text',
  ref: 'text',
  aggregateId: 'bigint',
} as const;

function aggregateCtes({ aggregates, newAliases, knownAliases }: SetRows): Cte[] {
  return [
    ...(aggregates.length > 0 ? [{ name: 'kept_aggregates', sql: upsert(AGGREGATES, aggregates) }] : []),
    ...(newAliases.length > 0
      ? [
          {
            name: 'placed_aliases',
            sql: Prisma.sql`
              INSERT INTO aliases (provider, account, kind, ref, aggregate_id)
              SELECT provider, account, kind, ref, "aggregateId" FROM ${recordset(newAliases, ALIAS)}
              ON CONFLICT DO NOTHING RETURNING 1`,
          },
        ]
      : []),
    ...(knownAliases.length > 0
      ? [
          {
            name: 'found_aliases',
            sql: Prisma.sql`
              SELECT 1 FROM ${recordset(knownAliases, ALIAS)} CROSS JOIN LATERAL (
                SELECT aggregate_id FROM aliases WHERE aliases.provider = given.provider AND aliases.account = given.account
                  AND aliases.kind = given.kind AND aliases.ref = given.ref LIMIT 1) AS found
              WHERE found.aggregate_id = "aggregateId"`,
          },
        ]
      : []),
  ];
}

/** Builds the CTEs that write the changed rows of the published state of long aggregates, and delete others. */
function publishedCtes({ publishedRows, remadePublished }: SetRows): Cte[] {
  return [
    ...(publishedRows.length > 0
      ? [{ name: 'written_published', sql: upsert(PUBLISHED_SUBJECTS, publishedRows) }]
      : []),
    ...(remadePublished.length > 0
      ? [
          {
            name: 'removed_published',
            sql: Prisma.sql`
              DELETE FROM published_subjects WHERE aggregate_id = ANY(${remadePublished}::bigint[])
                AND NOT EXISTS (
                  SELECT 1 FROM ${recordset(
                    publishedRows.map(({ aggregateId, kind, ref }) => ({ aggregateId, kind, ref })),
                    { aggregateId: 'bigint', kind: 'text', ref: 'text' },
                    'kept',
                  )}
                  WHERE kept."aggregateId" = published_subjects.aggregate_id AND kept.kind = published_subjects.kind AND kept.ref = published_subjects.ref)`,
          },
        ]
      : []),
  ];
}

function projectedCtes(table: ProjectedTable, { rows, whole: all, written: before }: SetRows): Cte[] {
  const isFew = table === 'orders' || table === 'subscriptions';
  const whole = isFew ? all : all.filter((id) => !before.includes(id));
  const spec = PROJECTED[table];
  const written = rows[table];
  const parts: Cte[] = [];
  if (written.length > 0) parts.push({ name: `written_${table}`, sql: upsert(spec, written) });
  if (whole.length > 0) {
    const keys = Object.fromEntries(spec.key.map((name) => [name, spec.columns[name as 'provider']]));
    const isSame = spec.key.map((name) => `kept."${name}" = ${spec.name}.${columnName(name)}`).join(' AND ');
    parts.push({
      name: `removed_${table}`,
      sql: Prisma.sql`
        DELETE FROM ${Prisma.raw(spec.name)} WHERE aggregate_id = ANY(${whole}::bigint[])
          AND NOT EXISTS (SELECT 1 FROM ${recordset(
            written.map((row) => keysOf(row, spec.key)),
            keys,
            'kept',
          )} WHERE ${Prisma.raw(isSame)})`,
    });
  }
  return parts;
}

const keysOf = (row: object, key: readonly string[]): object =>
  Object.fromEntries(key.map((name) => [name, (row as Record<string, unknown>)[name]]));

function removedCtes({ removedPayments, removedChanges }: SetRows): Cte[] {
  return [
    ...(removedPayments.length > 0
      ? [
          {
            name: 'removed_payments',
            sql: Prisma.sql`
              DELETE FROM payments
              USING ${recordset(removedPayments, { provider: 'text', account: 'text', paymentRef: 'text' })}
              WHERE payments.provider = given.provider AND payments.account = given.account AND payment_ref = "paymentRef"`,
          },
        ]
      : []),
    ...(removedChanges.length > 0
      ? [
          {
            name: 'removed_changes',
            sql: Prisma.sql`
              DELETE FROM changes
              USING ${recordset(removedChanges, { provider: 'text', account: 'text', kind: 'text', ref: 'text', eventKey: 'text', eventIndex: 'int' })}
              WHERE changes.provider = given.provider AND changes.account = given.account AND changes.kind = given.kind
                AND changes.ref = given.ref AND event_key = "eventKey" AND event_index = "eventIndex"`,
          },
        ]
      : []),
  ];
}

const OUTBOX = {
  place: 'int',
  topic: 'text',
  provider: 'text',
  account: 'text',
  aggregateKind: 'text',
  aggregateRef: 'text',
  occurrence: 'int',
  payload: 'jsonb',
  idempotencyKey: 'text',
  eventKey: 'text',
  aggregateId: 'bigint',
  isFinished: 'boolean',
} as const;

/** Builds the CTE that inserts transitions in order. The aggregate is locked, so a later transition of it always has a higher id. */
function outboxCtes(outbox: readonly (OutboxRow & { readonly isFinished: boolean })[]): Cte[] {
  if (outbox.length === 0) return [];
  const rows = outbox.map((row, place) => ({ place, ...row }));
  return [
    {
      name: 'published',
      sql: Prisma.sql`
        INSERT INTO outbox
          (topic, provider, account, aggregate_kind, aggregate_ref, occurrence, payload, idempotency_key, event_key, aggregate_id,
           dispatched_at, delivered_at)
        SELECT topic, provider, account, "aggregateKind", "aggregateRef", occurrence, payload, "idempotencyKey", "eventKey", "aggregateId",
          CASE WHEN "isFinished" THEN now() END, CASE WHEN "isFinished" THEN now() END
        FROM ${recordset(rows, OUTBOX)} ORDER BY place`,
    },
  ];
}
