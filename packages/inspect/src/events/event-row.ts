import { raw, type Sql } from '@payspool/db/reader';
import type { EVENT_STATUSES } from '@payspool/events';
import type { EVENT_SOURCES } from './event-list.ts';

/** An event of a list. */
export interface EventRow {
  readonly id: bigint;
  readonly provider: string;
  readonly account: string;
  readonly eventKey: string;
  /** The provider's own type; empty if the body could not be read. */
  readonly type: string;
  readonly source: (typeof EVENT_SOURCES)[number];
  readonly status: (typeof EVENT_STATUSES)[number];
  readonly mode: string | null;
  readonly occurredAt: Date | null;
  readonly receivedAt: Date;
  /** The first line of the reason why it was ignored or failed. */
  readonly error: string | null;
  /** The key of the delivery of which it is a part. */
  readonly partOf: string | null;
}

/** The columns of `EventRow`. The statement names the table `e`. */
export const EVENT_COLUMNS: Sql = raw(`
  e.id, e.provider, e.account, e.event_key AS "eventKey", e.type, e.source::text AS source, e.status::text AS status, e.mode,
  e.occurred_at AS "occurredAt", e.received_at AS "receivedAt", left(split_part(e.error, E'\\n', 1), 300) AS error,
  e.part_of AS "partOf"`);

/** An event that arrives longer after its time is marked as late. In milliseconds. */
const LATE_MS = 3_600_000;

/** Whether it arrived long after it happened. */
export const isLate = ({ occurredAt, receivedAt }: Pick<EventRow, 'occurredAt' | 'receivedAt'>): boolean =>
  occurredAt !== null && receivedAt.getTime() - occurredAt.getTime() > LATE_MS;
