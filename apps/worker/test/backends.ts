import { randomBytes } from 'node:crypto';
import { migrateQueue, parseQueueUrl, DELIVERIES } from '@payspool/queue';
import { createDatabase } from '@payspool/testkit';
import { createPostgresBackend, Queue } from 'bullmq';
import { inject } from 'vitest';

export interface TestQueue {
  readonly url: string;
  readonly keyPrefix: string;
  /** BullMQ's own view of the jobs, as the board has it. */
  readonly jobs: Pick<Queue, 'add' | 'clean' | 'getDelayed' | 'getJob' | 'getJobState'>;
  readonly drop: () => Promise<void>;
}

export interface Backend {
  readonly name: string;
  readonly available: boolean;
  /** A queue of its own, empty. */
  readonly create: () => Promise<TestQueue>;
}

const redisUrl = inject('redisUrl');

const postgres: Backend = {
  name: 'Postgres',
  available: true,
  create: async () => {
    const { url, drop } = await createDatabase({ postgresUrl: inject('postgresUrl') });
    await migrateQueue(url);
    const jobs = new Queue(DELIVERIES, { connection: { connectionString: url } }, createPostgresBackend);
    return { url, keyPrefix: 'unused', jobs, drop: () => jobs.close().then(drop) };
  },
};

const redis: Backend = {
  name: redisUrl ? 'Redis' : 'Redis (skipped: there is none here)',
  available: redisUrl !== undefined,
  create: async () => {
    const target = parseQueueUrl(redisUrl ?? '');
    if (target.backend !== 'redis' || target.topology !== 'single')
      throw new Error('the test Redis is a single one');
    const { host, port, password } = target;
    const keyPrefix = `{test-${randomBytes(6).toString('hex')}}`;
    const connection = { host, port, ...(password !== undefined && { password }) };
    const jobs = new Queue(DELIVERIES, { connection, prefix: keyPrefix });
    return { url: redisUrl ?? '', keyPrefix, jobs, drop: () => jobs.close() };
  },
};

/** Both stores that the queue can be in; without a Redis its half is skipped by name. */
export const BACKENDS: readonly Backend[] = [postgres, redis];
