import { Prisma, type Transaction } from '@payspool/db';
import type { ReactionKey } from './claim.ts';

/**
 * The number of the advisory lock that protects a turn: one for each purchase or subscription and consumer. Requires a table or alias `reactions`.
 */
export const TURN = Prisma.sql`hashtextextended('reactions ' || reactions.consumer, reactions.aggregate_id)`;

/**
 * A reaction's status, for queries that find the reaction by another key. It is cast to text, so that no plan uses the index over
 * the status: in a table that is filled and emptied all the time, Postgres may assume that no row has a transient status, and
 * would then scan all of them for each row.
 */
export const statusOf = (table: 'reactions' | 'earlier'): Prisma.Sql => Prisma.raw(`${table}.status::text`);

const EARLIER = statusOf('earlier');

/** No unfinished reaction of the same purchase or subscription and consumer comes before this reaction. */
export const IS_FIRST = Prisma.sql`
  NOT EXISTS (
    SELECT 1 FROM reactions AS earlier
    WHERE earlier.aggregate_id = reactions.aggregate_id AND earlier.consumer = reactions.consumer
      AND earlier.outbox_id < reactions.outbox_id AND ${EARLIER} IN ('waiting', 'ready', 'queued'))`;

/** No unfinished reaction comes before this one, and no later one is running. Its turn must be locked. */
export const IS_ITS_TURN = Prisma.sql`
  ${IS_FIRST}
  AND NOT EXISTS (
    SELECT 1 FROM reactions AS later
    WHERE later.aggregate_id = reactions.aggregate_id AND later.consumer = reactions.consumer
      AND later.outbox_id > reactions.outbox_id AND later.lease_until > now())`;

/** Reactions as a table `given (outbox_id, consumer)`. */
export const given = (keys: readonly ReactionKey[]): Prisma.Sql => Prisma.sql`
  unnest(${keys.map(({ outboxId }) => outboxId)}::bigint[], ${keys.map(({ consumer }) => consumer)}::text[])
    AS given (outbox_id, consumer)`;

/** The turn of a reaction: its purchase or subscription, and its consumer. */
export interface Place extends ReactionKey {
  readonly aggregateId: bigint;
}

/**
 * Locks the turns of these reactions until the transaction ends, in the order of their numbers. It must be a separate statement:
 * the next statement must see the commit of the transaction that had the lock before.
 *
 * @returns the reactions that exist
 */
export const lockTurns = (tx: Transaction, keys: readonly ReactionKey[]): Promise<Place[]> =>
  tx.$queryRaw<Place[]>`
    WITH places AS MATERIALIZED (
      SELECT reactions.outbox_id, reactions.consumer, reactions.aggregate_id, ${TURN} AS turn
      FROM (SELECT DISTINCT * FROM ${given(keys)}) AS given JOIN reactions USING (outbox_id, consumer)
      ORDER BY turn
    )
    SELECT outbox_id AS "outboxId", consumer, aggregate_id AS "aggregateId", pg_advisory_xact_lock(turn)::text FROM places`;
