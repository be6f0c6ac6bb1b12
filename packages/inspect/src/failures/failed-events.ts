import { type Reader, sql } from '@payspool/db/reader';
import { inScope, type Scope } from '../scope.ts';
import { CAUSE_LENGTH } from './cause.ts';
import { GROUPED_ROWS, type Groups, mergeLines } from './merge-groups.ts';

/** Events that failed, or were ignored, for one cause. */
export interface EventFailures {
  readonly provider: string;
  readonly type: string;
  /** The first line of the error without ids. */
  readonly cause: string;
  readonly count: number;
  readonly since: Date;
  readonly until: Date;
  /** The newest of them. */
  readonly newest: { readonly account: string; readonly key: string; readonly error: string };
}

/** Groups the newest 10,000 events of a status by provider, type and cause. */
export async function groupEvents(
  reader: Reader,
  { status, scope = 'all' }: { readonly status: 'failed' | 'ignored'; readonly scope?: Scope },
): Promise<Groups<EventFailures>> {
  const rows = await reader.query<Omit<EventFailures, 'cause'> & { readonly line: string }>(sql`
    SELECT g.provider, g.type, line, count, since, until,
      jsonb_build_object('account', e.account, 'key', e.event_key, 'error', left(coalesce(e.error, ''), 500)) AS newest
    FROM (
      SELECT provider, type, line, count(*)::int AS count, min(at) AS since, max(at) AS until, max(id) AS id
      FROM (
        SELECT id, provider, type, received_at AS at, left(split_part(coalesce(error, ''), E'\\n', 1), ${CAUSE_LENGTH}) AS line
        FROM events WHERE status = ${status}::event_status AND ${inScope(scope)}
        ORDER BY received_at DESC LIMIT ${GROUPED_ROWS + 1}) recent
      GROUP BY provider, type, line) g
    JOIN events e ON e.id = g.id`);
  return mergeLines(rows, ({ provider, type }) => [provider, type]);
}
