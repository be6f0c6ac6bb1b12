import { inject } from 'vitest';

export interface Backend {
  readonly name: string;
  /** `QUEUE_URL` for a stack whose database is this one. `place` keeps stacks that share a Redis apart. */
  readonly queueUrl: (databaseUrl: string, place: number) => string;
  readonly missing: boolean;
}

const redisUrl = inject('redisUrl');

/** Both stores that a queue can live in; the one that this machine does not have is skipped, and its name says so. */
export const backends: readonly Backend[] = [
  { name: 'on Postgres', queueUrl: (databaseUrl) => databaseUrl, missing: false },
  {
    name: redisUrl ? 'on Redis' : 'on Redis (skipped: this machine has none)',
    queueUrl: (_databaseUrl, place) => new URL(`/${place}`, redisUrl).href,
    missing: redisUrl === undefined,
  },
];
