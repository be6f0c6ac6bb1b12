import { Prisma } from '@payspool/db';
import type { Topic } from '@payspool/events';
import type { ChangeKey } from '../fold/changes.ts';
import type { EventRow } from './event-ctes.ts';
import type { Owner } from './lock-references.ts';
import type { ProjectedRows, ProjectedTable } from './projected-rows.ts';
import {
  AGGREGATES,
  columnName,
  type Cte,
  PROJECTED,
  PUBLISHED_SUBJECTS,
  recordset,
  upsert,
} from './tables.ts';

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

const ALIAS = {
  provider: 'text',
  account: 'text',
  kind: 'text',
  ref: 'text',
  aggregateId: 'bigint',
} as const;

/** Builds the CTEs that write aggregates and new aliases, and look up the known aliases for the check of `writeSet`. */
export function aggregateCtes({ aggregates, newAliases, knownAliases }: SetRows): Cte[] {
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
export function publishedCtes({ publishedRows, remadePublished }: SetRows): Cte[] {
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

/** Builds the CTEs that write the rows of one table that other services read, and delete others. */
export function projectedCtes(table: ProjectedTable, { rows, whole: all, written: before }: SetRows): Cte[] {
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

/** Builds the CTEs that delete payments and changes that no longer exist. */
export function removedCtes({ removedPayments, removedChanges }: SetRows): Cte[] {
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
export function outboxCtes(outbox: readonly (OutboxRow & { readonly isFinished: boolean })[]): Cte[] {
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
