import { DEFAULT_SCHEMA } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { QueueName } from '../names.ts';

/** A job that failed, or that waits for another attempt. Its data is never read. */
export interface TroubledJob {
  readonly queue: QueueName;
  readonly id: string;
  /** `stripe checkout.session.completed` */
  readonly name: string;
  readonly state: 'failed' | 'delayed';
  /** Why the last attempt failed; absent if none did. */
  readonly error?: string;
  /** Attempts that have ended. */
  readonly attempts: number;
  /** When the last attempt ended; of a job without one, when it was added. */
  readonly at: Date;
  /** When a delayed job runs. */
  readonly nextAt?: Date;
}

/** The failed jobs of a queue, the newest first, and then the delayed ones, the next first; each up to `limit`. */
export type FindTroubledJobs = (queue: QueueName, limit: number) => Promise<readonly TroubledJob[]>;

/** The fields of a job's hash, as BullMQ 6.7 names them. */
const FIELDS = ['name', 'failedReason', 'atm', 'timestamp', 'processedOn', 'finishedOn'] as const;
/** BullMQ's score of a delayed job is its time in milliseconds, times this, plus a counter. */
const SCORE_PER_MS = 0x1000;

export const troubledInRedis =
  (client: Redis | Cluster, keyPrefix: string): FindTroubledJobs =>
  async (queue, limit) => {
    const key = `${keyPrefix}:${queue}:`;
    const failed = await client.zrevrange(`${key}failed`, 0, limit - 1);
    const scores = await client.zrange(`${key}delayed`, 0, limit - 1, 'WITHSCORES');
    const delayed = scores.flatMap((id, at) =>
      at % 2 === 0 ? [{ id, nextMs: Math.floor(Number(scores[at + 1]) / SCORE_PER_MS) }] : [],
    );
    const all = [...failed.map((id) => ({ id, nextMs: undefined })), ...delayed];
    const found = await Promise.all(all.map(({ id }) => client.hmget(`${key}${id}`, ...FIELDS)));
    return all.flatMap(({ id, nextMs }, at) => {
      const [name, error, attempts, addedMs, processedMs, finishedMs] = found[at] ?? [];
      // The job was removed, or runs, meanwhile.
      if (typeof name !== 'string') return [];
      const atMs = Number(finishedMs ?? processedMs ?? addedMs);
      return [jobOf({ queue, id, name, error, attempts: Number(attempts ?? 0), atMs, nextMs })];
    });
  };

interface Row {
  readonly id: string;
  readonly name: string;
  readonly error: string | null;
  readonly attempts: number;
  readonly atMs: string;
  readonly nextMs: string | null;
}

export const troubledInPostgres =
  (pool: Pick<Pool, 'query'>): FindTroubledJobs =>
  async (queue, limit) => {
    const { rows } = await pool.query<Row>(
      `(SELECT id, name, failed_reason AS error, attempts_made AS attempts,
          coalesce(finished_at_ms, added_at_ms) AS "atMs", NULL::bigint AS "nextMs"
        FROM ${DEFAULT_SCHEMA}.job WHERE queue = $1 AND state = 'failed' ORDER BY finished_at_ms DESC LIMIT $2)
       UNION ALL
       (SELECT id, name, failed_reason, attempts_made, coalesce(processed_at_ms, added_at_ms), process_at_ms
        FROM ${DEFAULT_SCHEMA}.job WHERE queue = $1 AND state = 'delayed' ORDER BY process_at_ms LIMIT $2)`,
      [queue, limit],
    );
    return rows.map(({ atMs, nextMs, ...row }) =>
      jobOf({ queue, ...row, atMs: Number(atMs), nextMs: nextMs === null ? undefined : Number(nextMs) }),
    );
  };

const jobOf = ({
  error,
  atMs,
  nextMs,
  ...job
}: Pick<TroubledJob, 'queue' | 'id' | 'name' | 'attempts'> & {
  readonly error: string | null | undefined;
  readonly atMs: number;
  readonly nextMs: number | undefined;
}): TroubledJob => ({
  ...job,
  state: nextMs === undefined ? 'failed' : 'delayed',
  ...(error && { error }),
  at: new Date(atMs),
  ...(nextMs !== undefined && { nextAt: new Date(nextMs) }),
});
