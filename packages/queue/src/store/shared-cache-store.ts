import { DEFAULT_SCHEMA } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Client, Pool } from 'pg';
import type { CacheEntry, CachePartition } from '../shared-cache.ts';

/** A shared cache in one store. The caller passes the time, so that one clock decides which entries have expired. */
export interface CacheStore {
  readonly read: (partition: CachePartition, now: Date) => Promise<CacheEntry[]>;
  readonly write: (partition: CachePartition, entries: readonly CacheEntry[], now: Date) => Promise<void>;
}

/**
 * A hash holds the values, and a sorted set holds the time at which each value expires. Both keys expire as a whole if nothing is written
 * any more.
 */
const WRITE_IN_REDIS = `
  local now, ttl, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
  for at = 4, #ARGV, 2 do
    redis.call('ZADD', KEYS[1], now + ttl, ARGV[at])
    redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1])
  end
  local function drop(keys)
    for _, key in ipairs(keys) do
      redis.call('ZREM', KEYS[1], key)
      redis.call('HDEL', KEYS[2], key)
    end
  end
  drop(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now))
  drop(redis.call('ZRANGE', KEYS[1], 0, -(most + 1)))
  redis.call('PEXPIRE', KEYS[1], ttl)
  redis.call('PEXPIRE', KEYS[2], ttl)`;

/** Reads no more entries than the partition may have, even if more are stored. */
const READ_IN_REDIS = `
  local now, most, longest = ARGV[1], ARGV[2], tonumber(ARGV[3])
  local found = {}
  for _, key in ipairs(redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(' .. now, 'LIMIT', 0, most)) do
    local value = redis.call('HGET', KEYS[2], key)
    if value and #value <= longest then
      found[#found + 1] = key
      found[#found + 1] = value
    end
  end
  return found`;

export function redisCacheStore(client: Redis | Cluster, keyPrefix: string): CacheStore {
  // No queue has that name: in BullMQ's keys the name of the queue is in this place.
  const keysOf = ({ name }: CachePartition) => [
    `${keyPrefix}:cache:${name}:expiry`,
    `${keyPrefix}:cache:${name}:values`,
  ];
  return {
    read: async (partition, now) => {
      const { maxEntries, maxBytes } = partition;
      const keys = keysOf(partition);
      const found = await client.eval(READ_IN_REDIS, 2, ...keys, now.getTime(), maxEntries, maxBytes);
      return pairs(found);
    },
    write: async (partition, entries, now) => {
      const { ttlMs, maxEntries } = partition;
      const values = entries.flatMap(({ key, value }) => [key, value]);
      const keys = keysOf(partition);
      await client.eval(WRITE_IN_REDIS, 2, ...keys, now.getTime(), ttlMs, maxEntries, ...values);
    },
  };
}

function pairs(found: unknown): CacheEntry[] {
  const texts = Array.isArray(found) ? found.map(String) : [];
  return texts.flatMap((key, at) => (at % 2 === 0 ? [{ key, value: texts[at + 1] ?? '' }] : []));
}

const TABLE = `${DEFAULT_SCHEMA}.payspool_shared_cache`;

/**
 * Creates the table beside BullMQ's own tables; called by the migrations. If several processes migrate at the same time, one creates it.
 */
export async function createCacheTable(client: Pick<Client, 'query'>): Promise<void> {
  await client.query(
    `DO $$
     BEGIN
       PERFORM pg_advisory_xact_lock(hashtext('${TABLE}'));
       IF to_regclass('${TABLE}') IS NULL THEN
         CREATE TABLE ${TABLE} (
           partition text NOT NULL, key text NOT NULL, value text NOT NULL, expire_at_ms bigint NOT NULL,
           PRIMARY KEY (partition, key));
       END IF;
     END $$`,
  );
}

export function postgresCacheStore(pool: Pick<Pool, 'query'>): CacheStore {
  return {
    read: async ({ name, maxEntries, maxBytes }, now) => {
      const { rows } = await pool.query<CacheEntry>(
        `SELECT key, value FROM ${TABLE}
         WHERE partition = $1 AND expire_at_ms > $2 AND octet_length(value) <= $4
         ORDER BY expire_at_ms DESC, key LIMIT $3`,
        [name, now.getTime(), maxEntries, maxBytes],
      );
      return rows;
    },
    write: async ({ name, ttlMs, maxEntries }, entries, now) => {
      // Every process uses the same order, so that two of them do not deadlock.
      const ordered = entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));
      await pool.query(
        `INSERT INTO ${TABLE} (partition, key, value, expire_at_ms)
         SELECT $1, key, value, $4 FROM unnest($2::text[], $3::text[]) AS entry (key, value)
         ON CONFLICT (partition, key) DO UPDATE SET value = excluded.value, expire_at_ms = excluded.expire_at_ms`,
        [name, ordered.map(({ key }) => key), ordered.map(({ value }) => value), now.getTime() + ttlMs],
      );
      await pool.query(
        `DELETE FROM ${TABLE} WHERE (partition, key) IN (
           SELECT partition, key FROM ${TABLE} WHERE partition = $1 AND (expire_at_ms <= $2 OR key NOT IN (
             SELECT key FROM ${TABLE} WHERE partition = $1 ORDER BY expire_at_ms DESC, key LIMIT $3))
           FOR UPDATE SKIP LOCKED)`,
        [name, now.getTime(), maxEntries],
      );
    },
  };
}
