import type { Cluster, Redis } from 'ioredis';

/** How long the key of a proof stays, milliseconds; the next proof takes its place. */
const KEPT_MS = 5000;

/**
 * A script, as every write of BullMQ is one: `EVAL` itself is never refused for want of memory, and `SET` in it is (flag `denyoom` of
 * https://redis.io/docs/latest/commands/set/). It says `SET` first: what a script has begun to write, Redis lets it finish.
 */
const WRITE = `redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])`;

/** The other commands with which a job is added (`addSetToRedis`, and BullMQ 6.7's addDelayedJob-6.lua): a user may lack any of them. */
const WRITE_AS_A_JOB = `${WRITE}
  local others = { { 'INCR' }, { 'INCRBY', '1' }, { 'HMSET', 'field', '1' }, { 'LPUSH', '1' }, { 'ZADD', '1', '1' }, { 'XADD', '*', 'field', '1' } }
  for _, command in ipairs(others) do
    redis.call('DEL', KEYS[1])
    redis.call(command[1], KEYS[1], unpack(command, 2))
  end
  redis.call('DEL', KEYS[1])`;

/** Writes on the connection that has the key's slot, and leaves nothing but a key that expires. Rejects with what Redis answers. */
export async function proveRedisWrite(
  client: Redis | Cluster,
  { node, key, thorough }: { readonly node: Redis; readonly key: string; readonly thorough: boolean },
): Promise<void> {
  const script = thorough ? WRITE_AS_A_JOB : WRITE;
  try {
    await node.eval(script, 1, key, KEPT_MS);
  } catch (error) {
    // The slot has moved: the client finds its new node, as it does for a delivery.
    if (!(error instanceof Error && /^(MOVED|ASK) /.test(error.message))) throw error;
    await client.eval(script, 1, key, KEPT_MS);
  }
}
