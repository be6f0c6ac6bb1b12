import { inject } from 'vitest';

export interface Backend {
  readonly name: string;
  /** `QUEUE_URL` for a stack with this database. `place` separates stacks that share a Redis. */
  readonly queueUrl: (databaseUrl: string, place: number) => string;
  readonly missing: boolean;
}

const redisUrl = inject('redisUrl');

/** Both possible stores of a queue. A store that this machine does not have is skipped, and its name says so. */
export const backends: readonly Backend[] = [
  { name: 'on Postgres', queueUrl: (databaseUrl) => databaseUrl, missing: false },
  {
    name: redisUrl ? 'on Redis' : 'on Redis (skipped: this machine has none)',
    queueUrl: (_databaseUrl, place) => new URL(`/${place}`, redisUrl).href,
    missing: redisUrl === undefined,
  },
];
