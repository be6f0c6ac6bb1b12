import { createPostgresBackend, Queue } from 'bullmq';
import type { QueueName } from './names.ts';
import { bullPool, createPool } from './store/postgres-connection.ts';
import type { QueueTarget } from './url/queue-target.ts';
import { connectRedis, producerOptions, redisReadiness, type RedisTarget } from './store/redis-connection.ts';

/** A read-only connection to the queue's store. */
export interface Inspection {
  /** Rejects at once if there is no connection, with the error that ended it. */
  readonly ready: () => Promise<void>;
  readonly about: () => Promise<{ readonly version: string; readonly time: Date }>;
  readonly openQueue: (name: QueueName) => Queue;
  readonly close: () => Promise<unknown>;
}

interface InspectionOptions {
  /** Time limit of one exchange with the store, milliseconds. */
  readonly timeoutMs: number;
  readonly keyPrefix: string;
}

export const openInspection = (target: QueueTarget, options: InspectionOptions): Inspection =>
  target.backend === 'redis'
    ? openRedis(target, options)
    : openPostgres(target.connectionString, options.timeoutMs);

function openRedis(target: RedisTarget, { timeoutMs, keyPrefix }: InspectionOptions): Inspection {
  const client = connectRedis(target, producerOptions(timeoutMs));
  const ready = redisReadiness(client);
  return {
    // The error that ended the connection says more than the client's own "no connection".
    ready: () =>
      ready().catch((error: unknown) => {
        throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
      }),
    about: async () => {
      const version = /^redis_version:(\S+)/m.exec(await client.info('server'))?.[1] ?? 'unknown';
      const [seconds, micros] = await client.time();
      return { version, time: new Date(Number(seconds) * 1000 + Number(micros) / 1000) };
    },
    openQueue: (name) =>
      new Queue(name, {
        connection: client,
        prefix: keyPrefix,
        skipVersionCheck: true,
        skipMetasUpdate: true,
      }),
    close: async () => client.disconnect(),
  };
}

function openPostgres(connectionString: string, timeoutMs: number): Inspection {
  const pool = createPool(connectionString, { max: 2, timeoutMs });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const connection = bullPool(pool, () => undefined);
  return {
    ready: async () => undefined,
    about: async () => {
      const { rows } = await pool.query<{ version: string; time: Date }>(
        "SELECT current_setting('server_version') AS version, clock_timestamp() AS time",
      );
      const [row] = rows;
      if (!row) throw new Error('the server answered nothing');
      return row;
    },
    // The backend is a type parameter of BullMQ's queue. This file uses only what both backends share.
    openQueue: (name) =>
      new Queue(name, { connection, skipMetasUpdate: true }, createPostgresBackend) as unknown as Queue,
    close: () => pool.end(),
  };
}
