import { join, raw, sql, type Sql } from '@payspool/db/reader';
import type { Cursor } from '../page.ts';
import { columns } from './columns.ts';
import { ORDER_COLUMNS, type PurchaseName, SUBSCRIPTION_COLUMNS } from './purchase-row.ts';

// The statements of the page of one purchase. Each reads by a primary key or by the index on the aggregate.

/** The row with its aggregate, its entitlement, and when the provider is asked about it again. */
export function rowStatement({ kind, provider, account, ref }: PurchaseName): Sql {
  const isOrder = kind === 'order';
  const ownRef = raw(isOrder ? 't.order_ref' : 't.subscription_ref');
  return sql`
    SELECT ${columns('t', isOrder ? ORDER_COLUMNS : SUBSCRIPTION_COLUMNS)},
      a.due_at AS "dueAt", a.held_until AS "heldUntil",
      f.next_at AS "askedAgainAt",
      e.status AS "entitlementStatus", e.reason AS "entitlementReason", e.item AS "entitlementItem",
      e.valid_until AS "entitlementValidUntil", e.granted_at AS "grantedAt", e.revoked_at AS "revokedAt"
    FROM ${raw(isOrder ? 'orders' : 'subscriptions')} AS t
    JOIN aggregates AS a ON a.id = t.aggregate_id
    LEFT JOIN entitlements AS e ON e.provider = t.provider AND e.account = t.account
      AND e.kind = ${kind} AND e.ref = ${ownRef}
    LEFT JOIN follow_ups AS f ON f.provider = t.provider AND f.account = t.account
      AND f.kind = ${kind} AND f.ref = ${ownRef} AND NOT f.is_gone
    WHERE t.provider = ${provider} AND t.account = ${account} AND ${ownRef} = ${ref}`;
}

/** Payments, refunds and disputes, the newest of each. */
export const partsStatement = (aggregateId: bigint, limit: number): Sql => {
  const newest = sql`t.aggregate_id = ${aggregateId} ORDER BY t.occurred_at DESC LIMIT ${limit}`;
  const asked = (kind: string, ref: Sql) => sql`
    LEFT JOIN follow_ups AS f ON f.provider = t.provider AND f.account = t.account
      AND f.kind = ${kind} AND f.ref = ${ref} AND NOT f.is_gone`;
  const parts = [
    sql`SELECT 'payment' AS kind, t.payment_ref AS ref, coalesce(t.order_ref, t.subscription_ref) AS of, t.status,
        t.provider_status AS "providerStatus", t.failure_code AS reason, t.currency, t.exponent, t.amount_minor AS "amountMinor",
        t.refunded_minor AS "refundedMinor", t.charged_back_minor AS "chargedBackMinor", t.occurred_at AS "occurredAt",
        f.next_at AS "askedAgainAt"
      FROM payments AS t ${asked('payment', sql`t.payment_ref`)} WHERE ${newest}`,
    sql`SELECT 'refund', t.refund_ref, t.payment_ref, t.status, NULL, t.reason, t.currency, t.exponent, t.amount_minor,
        NULL::numeric, NULL::numeric, t.occurred_at, f.next_at
      FROM refunds AS t ${asked('refund', sql`t.refund_ref`)} WHERE ${newest}`,
    sql`SELECT 'dispute', t.dispute_ref, coalesce(t.payment_ref, nullif(t.transaction_ref, '')), t.status, NULL, t.reason,
        t.currency, t.exponent, t.amount_minor, NULL::numeric, NULL::numeric, t.occurred_at, f.next_at
      FROM disputes AS t ${asked('dispute', sql`t.dispute_ref`)} WHERE ${newest}`,
  ];
  return sql`${join(
    parts.map((part) => sql`(${part})`),
    ' UNION ALL ',
  )} ORDER BY "occurredAt", kind, ref`;
};

/** Every id that leads to it. */
export const aliasesStatement = (aggregateId: bigint, limit: number): Sql => sql`
  SELECT kind, ref FROM aliases WHERE aggregate_id = ${aggregateId} ORDER BY kind, ref LIMIT ${limit}`;

/** A page of its events by the provider's time, the newest first, with the number of all. */
export function eventsStatement(aggregateId: bigint, older: Cursor | undefined, limit: number): Sql {
  const before = older ? sql`(at, id) < (${older.at}::timestamptz, ${older.id}::bigint)` : sql`true`;
  return sql`
    WITH own AS MATERIALIZED (
      SELECT id, coalesce(occurred_at, received_at) AS at FROM events WHERE aggregate_id = ${aggregateId}
    ), page AS (
      SELECT id, at FROM own WHERE ${before} ORDER BY at DESC, id DESC LIMIT ${limit}
    )
    SELECT e.id, page.at, (SELECT count(*) FROM own) AS total, e.provider, e.account, e.event_key AS "eventKey", e.type, e.source,
      e.status, e.mode, e.occurred_at AS "occurredAt", e.received_at AS "receivedAt", e.applied_at AS "appliedAt", e.error,
      e.part_of AS "partOf", e.canonical
    FROM page JOIN events AS e ON e.id = page.id ORDER BY page.at DESC, page.id DESC`;
}

/** What these events changed, with each sum after the change: a running sum over all changes of the row. */
export const changesStatement = (aggregateId: bigint, eventKeys: readonly string[]): Sql => sql`
  SELECT * FROM (
    SELECT kind, ref, event_key AS "eventKey", event_index AS "eventIndex", at, place, "from", "to", moved,
      json_build_object(
        'paid_minor', (sum((moved ->> 'paid_minor')::numeric) OVER so_far)::text,
        'refunded_minor', (sum((moved ->> 'refunded_minor')::numeric) OVER so_far)::text,
        'charged_back_minor', (sum((moved ->> 'charged_back_minor')::numeric) OVER so_far)::text
      ) AS sums
    FROM changes WHERE aggregate_id = ${aggregateId}
    WINDOW so_far AS (
      PARTITION BY kind, ref ORDER BY at, place, event_key COLLATE "C", event_index ROWS UNBOUNDED PRECEDING
    )
  ) AS c
  WHERE "eventKey" = ANY (${eventKeys}::text[])
  ORDER BY at, place, "eventKey" COLLATE "C", "eventIndex"`;

/** The transitions that these events caused, one row for each reaction. */
export const transitionsStatement = (
  aggregateId: bigint,
  eventKeys: readonly string[],
  limit: number,
): Sql => sql`
  SELECT o.id, o.topic, o.aggregate_kind AS "subjectKind", o.aggregate_ref AS "subjectRef", o.occurrence,
    o.event_key AS "eventKey", o.created_at AS "createdAt", o.dispatched_at AS "dispatchedAt", o.delivered_at AS "deliveredAt",
    r.consumer, r.status, r.attempts, r.started_at AS "startedAt", r.finished_at AS "finishedAt", r.error
  FROM (
    SELECT * FROM outbox WHERE aggregate_id = ${aggregateId} AND event_key = ANY (${eventKeys}::text[])
    ORDER BY id DESC LIMIT ${limit}
  ) AS o
  LEFT JOIN reactions AS r ON r.outbox_id = o.id
  ORDER BY o.id, r.consumer`;

/** Open differences between its rows and the provider's API. */
export const driftStatement = ({ provider, account }: PurchaseName, refs: readonly string[]): Sql => sql`
  SELECT object_kind AS "objectKind", object_id AS "objectId", class, remedy, found_at AS "foundAt", seen_at AS "seenAt"
  FROM drift
  WHERE provider = ${provider} AND account = ${account} AND object_id = ANY (${refs}::text[]) AND resolved_at IS NULL
  ORDER BY seen_at DESC LIMIT 20`;

/** How many operations, the newest, are searched for its ids. */
const OPERATIONS_SEARCHED = 1_000;

/** The operations whose parameters name it. */
export const operationsStatement = (refs: readonly string[]): Sql => sql`
  SELECT o.id, o.kind, o.is_rehearsal AS "isRehearsal", o.status, o.requested_by AS "requestedBy", o.created_at AS "createdAt",
    o.finished_at AS "finishedAt"
  FROM (SELECT * FROM operations ORDER BY id DESC LIMIT ${OPERATIONS_SEARCHED}) AS o
  WHERE EXISTS (
    SELECT FROM jsonb_path_query(o.params, 'strict $.** ? (@.type() == "string")') AS named
    WHERE named #>> '{}' = ANY (${refs}::text[])
  )
  ORDER BY o.id DESC LIMIT 20`;
