import { type Reader, sql } from '@payspool/db/reader';

/** One consumer: what it got lately, and what it did not get. */
export interface ConsumerState {
  readonly consumer: string;
  /** From writing a transition to its success at the consumer, milliseconds: the median of the newest 500, and what 95 of 100 did not exceed. */
  readonly deliveredP50Ms: number | null;
  readonly deliveredP95Ms: number | null;
  /** When the newest of these succeeded. */
  readonly deliveredAt: Date | null;
  /** Reactions that failed, waiting ones, and those that are on the queue or wait for a retry; 10,001 stands for more. */
  readonly failed: number;
  readonly waiting: number;
  readonly queued: number;
  /** Since when it is disabled, and why; null while it is enabled. */
  readonly disabledAt: Date | null;
  readonly disabledReason: string | null;
}

const SAMPLE = 500;
const MAX_COUNTED = 10_001;
const MAX_CONSUMERS = 200;

/** Every consumer of which there is a reaction, and every disabled one, sorted by name. */
export const consumerStates = (reader: Reader): Promise<readonly ConsumerState[]> =>
  reader.query<ConsumerState>(sql`
    WITH RECURSIVE known AS (
      (SELECT consumer, 1 AS number FROM reactions ORDER BY consumer LIMIT 1)
      UNION ALL
      SELECT following.consumer, known.number + 1 FROM known CROSS JOIN LATERAL (
        SELECT consumer FROM reactions WHERE consumer > known.consumer ORDER BY consumer LIMIT 1) following
      WHERE known.number < ${MAX_CONSUMERS}
    ), consumers AS (SELECT consumer FROM known UNION SELECT consumer FROM disabled_consumers)
    SELECT c.consumer, latest.p50 AS "deliveredP50Ms", latest.p95 AS "deliveredP95Ms", latest.at AS "deliveredAt",
      ${counted('failed')} AS failed, ${counted('waiting')} + ${counted('ready')} AS waiting, ${counted('queued')} AS queued,
      d.disabled_at AS "disabledAt", d.reason AS "disabledReason"
    FROM consumers c
    LEFT JOIN disabled_consumers d ON d.consumer = c.consumer
    CROSS JOIN LATERAL (
      SELECT max(finished_at) AS at, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS p50,
        percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) AS p95
      FROM (
        SELECT r.finished_at, (extract(epoch FROM r.finished_at
          - (SELECT created_at FROM outbox WHERE id = r.outbox_id)) * 1000)::float8 AS ms
        FROM (
          SELECT outbox_id, finished_at FROM reactions
          WHERE consumer = c.consumer AND status = 'succeeded' ORDER BY queued_at DESC, outbox_id DESC LIMIT ${SAMPLE}) r) newest) latest
    ORDER BY c.consumer`);

const counted = (status: 'failed' | 'waiting' | 'ready' | 'queued') => sql`
  (SELECT count(*)::int FROM (SELECT 1 FROM reactions
    WHERE consumer = c.consumer AND status = ${status}::reaction_status LIMIT ${MAX_COUNTED}) AS counted)`;
