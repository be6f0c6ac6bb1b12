import { readFile } from 'node:fs/promises';
import type { Database } from '@payspool/db';
import { Redis } from 'ioredis';

/** Everything that a deployment stores, as text: every table of every schema, every Redis key of every type, and log files. */
export async function everythingStored({
  db,
  redisUrl,
  logFiles,
}: {
  readonly db: Database;
  /** The Redis of the queue; `undefined` if the queue is in Postgres. */
  readonly redisUrl: string | undefined;
  readonly logFiles: readonly string[];
}): Promise<string> {
  const parts = [
    await tablesText(db),
    redisUrl === undefined ? '' : await redisText(redisUrl),
    ...(await Promise.all(logFiles.map((file) => readFile(file, 'utf8')))),
  ];
  return decoded(parts.join('\n'));
}

async function tablesText(db: Database): Promise<string> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`;
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await db.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} AS t`);
    texts.push(name, ...rows.map(({ row }) => row));
  }
  return texts.join('\n');
}

async function redisText(url: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const texts: string[] = [];
    for await (const page of redis.scanStream({ count: 500 })) {
      for (const key of page as string[]) texts.push(key, JSON.stringify(await valueOf(redis, key)));
    }
    return texts.join('\n');
  } finally {
    redis.disconnect();
  }
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  if (type === 'string') return redis.get(key);
  if (type === 'hash') return redis.hgetall(key);
  if (type === 'list') return redis.lrange(key, 0, -1);
  if (type === 'set') return redis.smembers(key);
  if (type === 'zset') return redis.zrange(key, 0, -1);
  if (type === 'stream') return redis.xrange(key, '-', '+');
  if (type === 'none') return undefined; // It has expired since it was listed.
  throw new Error(`the key ${key} has the type ${type}, which this search does not read`);
}

/** A text with what is in it in hexadecimal, as Postgres writes `bytea`, or in base64, also inside of one another. */
export function decoded(text: string): string {
  const texts = [text];
  for (let at = 0; at < texts.length && at < MOST_LAYERS; at += 1) {
    const inside = [
      ...matches(texts[at] ?? '', /\\x([\da-f]{2,})/g).map((hex) => Buffer.from(hex, 'hex')),
      ...matches(texts[at] ?? '', /([A-Za-z\d+/_-]{16,})/g).map((base64) => Buffer.from(base64, 'base64')),
    ];
    if (inside.length > 0) texts.push(inside.map((bytes) => bytes.toString('utf8')).join('\n'));
  }
  return texts.join('\n');
}

/** Base64 in a JWS in a body in `bytea`, and one more. */
const MOST_LAYERS = 4;

const matches = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);
