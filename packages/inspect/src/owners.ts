import { sql, type Sql } from '@payspool/db/reader';

/**
 * The accounts that have events, as the columns `provider` and `account` of a subquery. Postgres goes from one to the next in the unique index
 * of `events`, so that it costs a look-up for each account. Every index over ids begins with these two columns.
 */
export const owners: Sql = sql`(
  WITH RECURSIVE owners (provider, account) AS (
    (SELECT provider, account FROM events ORDER BY provider, account LIMIT 1)
    UNION ALL
    SELECT next.provider, next.account FROM owners, LATERAL (
      SELECT provider, account FROM events
      WHERE (provider, account) > (owners.provider, owners.account) ORDER BY provider, account LIMIT 1
    ) AS next
  )
  SELECT provider, account FROM owners)`;

/** The kinds of `aliases`. */
export const REFERENCE_KINDS = ['order', 'payment', 'invoice', 'refund', 'dispute', 'subscription'] as const;
export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

/** Rows that one customer or one id of the merchant may lead to. */
const MOST_ROWS = 1_000;

/** The aggregates of the provider's ids, as a subquery: one look-up in the index for each account, kind and id. */
export const aggregatesOfRefs = (refs: readonly string[]): Sql => sql`(
  SELECT found.aggregate_id FROM ${owners} AS owner
  CROSS JOIN unnest(${REFERENCE_KINDS}::text[]) AS kinds (kind)
  CROSS JOIN unnest(${refs}::text[]) AS wanted (ref)
  CROSS JOIN LATERAL (
    SELECT aggregate_id FROM aliases
    WHERE provider = owner.provider AND account = owner.account AND aliases.kind = kinds.kind AND ref = wanted.ref
    LIMIT 1) AS found)`;

/** The aggregates of customers, as a subquery: one look-up in each index for each account. */
export const aggregatesOfCustomers = (refs: readonly string[]): Sql => sql`(
  SELECT found.aggregate_id FROM ${owners} AS owner
  CROSS JOIN unnest(${refs}::text[]) AS wanted (ref)
  CROSS JOIN LATERAL (
    (SELECT aggregate_id FROM orders
     WHERE provider = owner.provider AND account = owner.account AND customer_ref = wanted.ref LIMIT ${MOST_ROWS})
    UNION ALL
    (SELECT aggregate_id FROM subscriptions
     WHERE provider = owner.provider AND account = owner.account AND customer_ref = wanted.ref LIMIT ${MOST_ROWS})
  ) AS found)`;
