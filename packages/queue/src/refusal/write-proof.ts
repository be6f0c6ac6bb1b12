import type { Cluster, Redis } from 'ioredis';
import { DEFAULT_SCHEMA } from 'bullmq';
import type { Pool } from 'pg';
import type { QueueName } from '../names.ts';

/** Lifetime of the key of a proof, milliseconds. The next proof replaces it. */
const KEPT_MS = 5000;

/**
 * A script, because every write of BullMQ is a script. Redis never refuses `EVAL` itself for lack of memory, but it refuses `SET` inside it
 * (flag `denyoom` of https://redis.io/docs/latest/commands/set/). `SET` comes first, because Redis lets a script finish once it has begun
 * to write.
 */
const WRITE = `redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])`;

/**
 * The other commands that add a job (`addSetToRedis`, and BullMQ 6.7's addDelayedJob-6.lua). A user may lack permission for any of them.
 */
const WRITE_AS_A_JOB = `${WRITE}
  local others = { { 'INCR' }, { 'INCRBY', '1' }, { 'HMSET', 'field', '1' }, { 'LPUSH', '1' }, { 'ZADD', '1', '1' }, { 'XADD', '*', 'field', '1' } }
  for _, command in ipairs(others) do
    redis.call('DEL', KEYS[1])
    redis.call(command[1], KEYS[1], unpack(command, 2))
  end
  redis.call('DEL', KEYS[1])`;

/** Writes on the connection that has the key's slot, and leaves only a key that expires. Rejects with the error of Redis. */
export async function proveRedisWrite(
  client: Redis | Cluster,
  { node, key, thorough }: { readonly node: Redis; readonly key: string; readonly thorough: boolean },
): Promise<void> {
  const script = thorough ? WRITE_AS_A_JOB : WRITE;
  try {
    await node.eval(script, 1, key, KEPT_MS);
  } catch (error) {
    // The slot has moved. The client finds its new node, as it does for a delivery.
    if (!(error instanceof Error && /^(MOVED|ASK) /.test(error.message))) throw error;
    await client.eval(script, 1, key, KEPT_MS);
  }
}

/**
 * A statement that writes and undoes its write, without an error in the server's log. It commits, so that it waits like a delivery: for the
 * disk, and for a standby that must have the commit. `metrics` is a table in which BullMQ keeps one or two rows. The other statements write
 * no row: they fail if our user lacks a permission that adding a job needs.
 *
 * https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING
 */
const proof = (queueName: QueueName, more: string) => `DO $$
BEGIN
  INSERT INTO ${DEFAULT_SCHEMA}.job SELECT * FROM ${DEFAULT_SCHEMA}.job WHERE false;
  INSERT INTO ${DEFAULT_SCHEMA}.dedup SELECT * FROM ${DEFAULT_SCHEMA}.dedup WHERE false;
  INSERT INTO ${DEFAULT_SCHEMA}.event SELECT * FROM ${DEFAULT_SCHEMA}.event WHERE false;
  ${more}
  BEGIN
    INSERT INTO ${DEFAULT_SCHEMA}.metrics (queue, kind) VALUES ('${queueName}', 'proof ' || gen_random_uuid());
    RAISE EXCEPTION USING ERRCODE = 'PS001';
  EXCEPTION WHEN SQLSTATE 'PS001' THEN NULL;
  END;
END $$`;

/**
 * A small row fits into an existing page even if the disk is full. Therefore this also sorts rows that exceed `work_mem`. They go to a
 * temporary file of a few hundred kilobytes, which is deleted when the statement ends.
 */
const TAKES_SPACE = `SET LOCAL work_mem = '64kB';
  PERFORM count(*) FROM generate_series(1, 10000);`;

/** Rejects with the error of Postgres. */
export async function provePostgresWrite(
  pool: Pick<Pool, 'query'>,
  { queueName, thorough }: { readonly queueName: QueueName; readonly thorough: boolean },
): Promise<void> {
  await pool.query(proof(queueName, thorough ? TAKES_SPACE : ''));
}
