import { Prisma, type Transaction } from '@payspool/db';
import type { ReactionKey } from './claim.ts';

/**
 * The number of the advisory lock under which it is decided whose turn it is: one for each purchase or subscription and consumer.
 * Expects a table or alias `reactions`.
 */
export const TURN = Prisma.sql`hashtextextended('reactions ' || reactions.consumer, reactions.aggregate_id)`;

/**
 * A reaction's status where the reaction is found by another key. As a text, so that no plan looks for it by the status: in a table that is
 * filled and emptied all the time Postgres takes those with a status of the way for none, and would walk through all of them for each row.
 */
export const statusOf = (table: 'reactions' | 'earlier'): Prisma.Sql => Prisma.raw(`${table}.status::text`);

const EARLIER = statusOf('earlier');

/** Nothing of the same purchase or subscription and consumer that is unfinished comes before the reaction. */
export const IS_FIRST = Prisma.sql`
  NOT EXISTS (
    SELECT 1 FROM reactions AS earlier
    WHERE earlier.aggregate_id = reactions.aggregate_id AND earlier.consumer = reactions.consumer
      AND earlier.outbox_id < reactions.outbox_id AND ${EARLIER} IN ('waiting', 'ready', 'queued'))`;

/** Nothing unfinished is before the reaction, and nothing behind it is being run. To be asked while its turn is locked. */
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

/** Where a reaction stands: the purchase or subscription within which it has its turn. */
export interface Place extends ReactionKey {
  readonly aggregateId: bigint;
}

/**
 * Locks the turns of these reactions until the transaction ends, in the order of their numbers. It has to be a statement of its own: what
 * reads the neighbours afterwards must see what whoever had the lock before has committed.
 *
 * @returns those that there are
 */
export const lockTurns = (tx: Transaction, keys: readonly ReactionKey[]): Promise<Place[]> =>
  tx.$queryRaw<Place[]>`
    WITH places AS MATERIALIZED (
      SELECT reactions.outbox_id, reactions.consumer, reactions.aggregate_id, ${TURN} AS turn
      FROM (SELECT DISTINCT * FROM ${given(keys)}) AS given JOIN reactions USING (outbox_id, consumer)
      ORDER BY turn
    )
    SELECT outbox_id AS "outboxId", consumer, aggregate_id AS "aggregateId", pg_advisory_xact_lock(turn)::text FROM places`;
