import { randomBytes } from 'node:crypto';
import { migrateQueue } from '@payspool/queue';
import { createDatabase } from '@payspool/testkit';
import { inject } from 'vitest';

/** A queue of its own, empty. */
export interface TestQueue {
  readonly url: string;
  readonly keyPrefix: string;
  readonly drop: () => Promise<void>;
}

export interface Backend {
  readonly name: string;
  readonly available: boolean;
  readonly create: () => Promise<TestQueue>;
}

const redisUrl = inject('redisUrl');

const postgres: Backend = {
  name: 'Postgres',
  available: true,
  create: async () => {
    const { url, drop } = await createDatabase({ postgresUrl: inject('postgresUrl') });
    await migrateQueue(url);
    return { url, keyPrefix: 'unused', drop };
  },
};

const redis: Backend = {
  name: redisUrl ? 'Redis' : 'Redis (skipped: there is none here)',
  available: redisUrl !== undefined,
  create: async () => ({
    url: redisUrl ?? '',
    keyPrefix: `{test-${randomBytes(6).toString('hex')}}`,
    drop: async () => undefined,
  }),
};

export const BACKENDS: readonly Backend[] = [postgres, redis];
