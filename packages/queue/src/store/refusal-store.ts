import { DEFAULT_SCHEMA } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Client, Pool } from 'pg';

/** The list of refused deliveries in one store. */
export interface RefusalStore {
  readonly add: (entries: readonly RefusalEntry[], limits: RefusalLimits) => Promise<void>;
  /** The texts, newest first. */
  readonly newest: (limit: number) => Promise<readonly string[]>;
}

interface RefusalEntry {
  readonly at: Date;
  readonly text: string;
}

interface RefusalLimits {
  /** Entries that are kept. */
  readonly max: number;
  /** How long the list is kept after its last entry, milliseconds. */
  readonly ttlMs: number;
  /** Entries from before this time may be removed. */
  readonly since: Date;
}

/** Redis removes whole nodes of the stream, so that it may keep some entries more. */
const ADD_TO_REDIS = `
  for at = 3, #ARGV do
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'refusal', ARGV[at])
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

export function redisRefusalStore(client: Redis | Cluster, keyPrefix: string): RefusalStore {
  // No queue has that name: in BullMQ's keys the name of the queue is in this place.
  const key = `${keyPrefix}:refusals`;
  return {
    add: async (entries, { max, ttlMs }) => {
      await client.eval(ADD_TO_REDIS, 1, key, max, ttlMs, ...entries.map(({ text }) => text));
    },
    newest: async (limit) => {
      const entries = await client.xrevrange(key, '+', '-', 'COUNT', limit);
      return entries.flatMap(([, fields]) => fields[1] ?? []);
    },
  };
}

const TABLE = `${DEFAULT_SCHEMA}.payspool_refusals`;

/**
 * Creates the table beside BullMQ's own tables; called by the migrations. If several processes migrate at the same time, one creates it.
 */
export async function createRefusalTable(client: Pick<Client, 'query'>): Promise<void> {
  await client.query(
    `DO $$
     BEGIN
       PERFORM pg_advisory_xact_lock(hashtext('${TABLE}'));
       IF to_regclass('${TABLE}') IS NULL THEN
         CREATE TABLE ${TABLE} (
           id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at_ms bigint NOT NULL, refusal text NOT NULL);
       END IF;
     END $$`,
  );
}

export function postgresRefusalStore(pool: Pick<Pool, 'query'>): RefusalStore {
  return {
    add: async (entries, { max, since }) => {
      await pool.query(
        `INSERT INTO ${TABLE} (at_ms, refusal) SELECT * FROM unnest($1::bigint[], $2::text[])`,
        [entries.map(({ at }) => at.getTime()), entries.map(({ text }) => text)],
      );
      // Another process that removes the same rows is not waited for.
      await pool.query(
        `DELETE FROM ${TABLE} WHERE id IN (
           SELECT id FROM ${TABLE}
           WHERE at_ms < $2 OR id <= (SELECT id FROM ${TABLE} ORDER BY id DESC OFFSET $1 LIMIT 1)
           FOR UPDATE SKIP LOCKED)`,
        [max, since.getTime()],
      );
    },
    newest: async (limit) => {
      const { rows } = await pool.query<{ refusal: string }>(
        `SELECT refusal FROM ${TABLE} ORDER BY id DESC LIMIT $1`,
        [limit],
      );
      return rows.map(({ refusal }) => refusal);
    },
  };
}
