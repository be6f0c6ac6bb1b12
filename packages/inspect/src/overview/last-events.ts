import { type Reader, sql } from '@payspool/db/reader';

/** The last events of one type, of one account. */
export interface LastEvents {
  readonly provider: string;
  readonly account: string;
  /** The provider's own type. */
  readonly type: string;
  /** The mode of the last event. */
  readonly mode: string | null;
  /** When the last event was received, from whatever source. */
  readonly received: Date;
  /** The source of the last event: `delivery`, `refetched` or `observed`. */
  readonly source: string;
  /** When the last delivery was received; null if none of the newest 50 events is a delivery. */
  readonly delivered: Date | null;
}

/** Pairs of type and account that are looked at. */
const MAX_PAIRS = 2000;
/** Events of one pair that are searched for a delivery. */
const SEARCHED = 50;

/**
 * The last events of each type and account. The time does not grow with the number of events: each pair is found by a jump in the index
 * of types.
 */
export const lastEvents = (reader: Reader): Promise<readonly LastEvents[]> =>
  reader.query<LastEvents>(sql`
    WITH RECURSIVE pairs AS (
      (SELECT type, provider, account, 1 AS number FROM events ORDER BY type, provider, account LIMIT 1)
      UNION ALL
      SELECT following.*, pairs.number + 1 FROM pairs CROSS JOIN LATERAL (
        SELECT type, provider, account FROM events
        WHERE (type, provider, account) > (pairs.type, pairs.provider, pairs.account)
        ORDER BY type, provider, account LIMIT 1) following
      WHERE pairs.number < ${MAX_PAIRS}
    )
    SELECT pairs.provider, pairs.account, pairs.type, latest.mode, latest.source::text, latest.received_at AS received,
      CASE WHEN latest.source = 'delivery' THEN latest.received_at ELSE (SELECT received_at FROM (
        SELECT received_at, source FROM events e
        WHERE (e.type, e.provider, e.account) = (pairs.type, pairs.provider, pairs.account)
        ORDER BY received_at DESC LIMIT ${SEARCHED}) newest
        WHERE source = 'delivery' ORDER BY received_at DESC LIMIT 1) END AS delivered
    FROM pairs CROSS JOIN LATERAL (
      SELECT mode, source, received_at FROM events e
      WHERE (e.type, e.provider, e.account) = (pairs.type, pairs.provider, pairs.account)
      ORDER BY received_at DESC LIMIT 1) latest
    ORDER BY pairs.provider, pairs.account, latest.received_at DESC`);
