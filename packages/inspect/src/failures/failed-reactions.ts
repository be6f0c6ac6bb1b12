import { type Reader, sql } from '@payspool/db/reader';
import { inScope, type Scope } from '../scope.ts';
import { CAUSE_LENGTH } from './cause.ts';
import { GROUPED_ROWS, type Groups, mergeLines } from './merge-groups.ts';

/** Reactions of one consumer and topic that failed for one cause. */
export interface ReactionFailures {
  readonly consumer: string;
  readonly topic: string;
  readonly cause: string;
  readonly count: number;
  readonly since: Date;
  readonly until: Date;
  /** The newest of them: the number of its transition, and its error. */
  readonly newest: { readonly outboxId: string; readonly error: string };
}

/** Groups the newest 10,000 failed reactions by consumer, topic and cause. */
export async function groupReactions(
  reader: Reader,
  scope: Scope = 'all',
): Promise<Groups<ReactionFailures>> {
  const rows = await reader.query<Omit<ReactionFailures, 'cause'> & { readonly line: string }>(sql`
    SELECT g.consumer, topic, line, count, since, until,
      jsonb_build_object('outboxId', g.id::text, 'error', left(coalesce(newest.error, ''), 500)) AS newest
    FROM (
      SELECT consumer, topic, line, count(*)::int AS count, min(at) AS since, max(at) AS until, max(id) AS id
      FROM (
        SELECT r.consumer, o.topic, r.outbox_id AS id, coalesce(r.finished_at, r.queued_at, o.created_at) AS at,
          left(split_part(coalesce(r.error, ''), E'\\n', 1), ${CAUSE_LENGTH}) AS line
        FROM (SELECT * FROM reactions WHERE status = 'failed' ORDER BY queued_at DESC, outbox_id DESC LIMIT ${GROUPED_ROWS + 1}) r
        JOIN outbox o ON o.id = r.outbox_id WHERE ${inScope(scope, 'o')}) recent
      GROUP BY consumer, topic, line) g
    JOIN reactions newest ON newest.outbox_id = g.id AND newest.consumer = g.consumer`);
  return mergeLines(rows, ({ consumer, topic }) => [consumer, topic]);
}
