import type { Cluster, Redis } from 'ioredis';

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
