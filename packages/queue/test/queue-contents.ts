import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/**
 * All keys of a queue. The ids of stream entries are left out because they are times, the order of options does not matter, and times to
 * live change.
 */
export async function contentsOf(redis: Redis, queue: Queue): Promise<Record<string, unknown>> {
  const prefix = queue.keys[''] ?? '';
  const keys = (await redis.keys(`${prefix}*`)).toSorted();
  const kept = await Promise.all(
    keys.map(async (key) => [
      key.slice(prefix.length),
      { ...(await read(redis, key)), ends: (await redis.pttl(key)) > 0 },
    ]),
  );
  return Object.fromEntries(kept) as Record<string, unknown>;
}

/** The same, with a fixed text in place of each time, because times differ by milliseconds. */
export async function withoutTimes(redis: Redis, queue: Queue): Promise<Record<string, unknown>> {
  const isTime = (value: unknown) => typeof value === 'string' && /^1[0-9]{12}$/.test(value);
  const contents = JSON.stringify(await contentsOf(redis, queue), (_, value: unknown) =>
    isTime(value) ? 'a time' : value,
  );
  return JSON.parse(contents) as Record<string, unknown>;
}

async function read(redis: Redis, key: string): Promise<object> {
  switch (await redis.type(key)) {
    case 'string':
      return { text: await redis.get(key) };
    case 'list':
      return { list: await redis.lrange(key, 0, -1) };
    case 'set':
      return { members: (await redis.smembers(key)).toSorted() };
    case 'zset':
      return { sorted: await redis.zrange(key, 0, -1, 'WITHSCORES') };
    case 'stream':
      return { events: (await redis.xrange(key, '-', '+')).map(([, fields]) => fields) };
    case 'hash': {
      const { opts, ...fields } = await redis.hgetall(key);
      return { ...fields, ...(opts !== undefined && { opts: JSON.parse(opts) as unknown }) };
    }
    default:
      throw new Error(`unexpected type of ${key}`);
  }
}
