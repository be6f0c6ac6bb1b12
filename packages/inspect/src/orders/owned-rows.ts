import { raw, sql, type Sql } from '@payspool/db/reader';
import { owners } from '../owners.ts';

/** Rows that one value may lead to in an account. */
const MOST_ROWS = 1_000;

/** The aggregates of rows whose column has one of these values, as a subquery: one look-up for each account in the index of the column. */
export const aggregatesWith = (
  table: 'orders' | 'subscriptions',
  column: 'merchant_ref' | 'customer_ref',
  values: readonly string[],
): Sql => sql`(
  SELECT found.aggregate_id FROM ${owners} AS owner
  CROSS JOIN unnest(${values}::text[]) AS wanted (value)
  CROSS JOIN LATERAL (
    SELECT aggregate_id FROM ${raw(table)}
    WHERE provider = owner.provider AND account = owner.account AND ${raw(column)} = wanted.value
    LIMIT ${MOST_ROWS}) AS found)`;
