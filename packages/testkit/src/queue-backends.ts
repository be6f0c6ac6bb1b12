import { randomBytes } from 'node:crypto';
import { createDatabase } from './database.ts';

/** An empty queue for one test. */
export interface TestQueue {
  /** `QUEUE_URL`. */
  readonly url: string;
  /** Separates it from other queues in the same Redis. */
  readonly keyPrefix: string;
  readonly drop: () => Promise<void>;
}

export interface QueueBackend {
  /** For the name of a suite; it says if this machine does not have the store. */
  readonly name: string;
  readonly available: boolean;
  readonly create: () => Promise<TestQueue>;
}

/** Both stores that a queue can be in. `migrateQueue` creates the queue's tables. */
export function queueBackends({
  postgresUrl,
  redisUrl,
  migrateQueue,
}: {
  readonly postgresUrl: string;
  readonly redisUrl: string | undefined;
  readonly migrateQueue: (url: string) => Promise<void>;
}): readonly QueueBackend[] {
  const postgres: QueueBackend = {
    name: 'Postgres',
    available: true,
    create: async () => {
      const { url, drop } = await createDatabase({ postgresUrl });
      await migrateQueue(url);
      return { url, keyPrefix: 'unused', drop };
    },
  };
  const redis: QueueBackend = {
    name: redisUrl ? 'Redis' : 'Redis (skipped: there is none here)',
    available: redisUrl !== undefined,
    create: async () => ({
      url: redisUrl ?? '',
      keyPrefix: `{test-${randomBytes(6).toString('hex')}}`,
      drop: async () => undefined,
    }),
  };
  return [postgres, redis];
}
