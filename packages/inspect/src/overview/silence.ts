import { type Reader, sql } from '@payspool/db/reader';

/** An account from which deliveries came, and none lately. */
export interface QuietAccount {
  readonly provider: string;
  readonly account: string;
  /** The last delivery. */
  readonly delivered: Date;
  /** The types of its events, the latest first. */
  readonly types: readonly string[];
}

const HOUR_MS = 3_600_000;
/** A shorter silence is not worth a look. */
const SHORTEST_MS = HOUR_MS;
/** An account that has been silent for longer is no news. */
const LONGEST_MS = 30 * 24 * HOUR_MS;
/** Accounts that are examined at once, the ones that were silent for the shortest time first. */
const MAX_ACCOUNTS = 20;
/** Steps back in the history of one account. Two steps are at least as long as the silence. */
const MAX_STEPS = 100;
/** Types of one account that are looked at, those with the latest events. A pause that only rarer types fill counts as a pause. */
const MAX_TYPES = 10;
/** Without a history of some times the length of the silence, and of a day, nothing can be said. */
const KNOWN_TIMES = 3;
const DAY_MS = 24 * HOUR_MS;

/**
 * The accounts that have been silent for longer than ever before in the history that is examined: about 50 times the length of the
 * silence. It reads no more than one row for each type and step.
 */
export async function silentAccounts(
  reader: Reader,
  accounts: readonly QuietAccount[],
  now: Date,
): Promise<readonly QuietAccount[]> {
  const quiet = accounts
    .filter(({ delivered }) => isWorthALook(now.getTime() - delivered.getTime()))
    .toSorted((a, b) => b.delivered.getTime() - a.delivered.getTime())
    .slice(0, MAX_ACCOUNTS);
  if (quiet.length === 0) return [];
  const rows = await reader.query<{ number: number }>(sql`
    SELECT q.number
    FROM jsonb_to_recordset(${JSON.stringify(quiet.map(({ types, ...account }, number) => ({ ...account, number, types: types.slice(0, MAX_TYPES) })))}::jsonb)
      AS q (number int, provider text, account text, delivered timestamptz, types text[])
    CROSS JOIN LATERAL (
      WITH RECURSIVE walk AS (
        SELECT q.delivered AS at, NULL::timestamptz AS earlier, 0 AS step
        UNION ALL
        SELECT back.earliest, back.earlier, walk.step + 1
        FROM walk CROSS JOIN LATERAL (
          SELECT min(inside.received_at) AS earliest, max(before.received_at) AS earlier
          FROM unnest(q.types) AS kind (type)
          LEFT JOIN LATERAL (
            SELECT received_at FROM events e
            WHERE (e.type, e.provider, e.account) = (kind.type, q.provider, q.account) AND e.source = 'delivery'
              AND e.received_at >= walk.at - (${now}::timestamptz - q.delivered) AND e.received_at < walk.at
            ORDER BY received_at LIMIT 1) inside ON true
          LEFT JOIN LATERAL (
            SELECT received_at FROM events e
            WHERE inside.received_at IS NULL
              AND (e.type, e.provider, e.account) = (kind.type, q.provider, q.account) AND e.source = 'delivery'
              AND e.received_at < walk.at - (${now}::timestamptz - q.delivered)
            ORDER BY received_at DESC LIMIT 1) before ON true
        ) back
        WHERE walk.at IS NOT NULL AND walk.step < ${MAX_STEPS}
      )
      -- The walk ends with a null: at a pause as long as this silence if there is an earlier delivery, else at the first delivery.
      SELECT bool_or(at IS NULL AND earlier IS NOT NULL) AS was_silent, q.delivered - min(at) AS known FROM walk
    ) history
    WHERE NOT history.was_silent
      AND history.known >= greatest(${DAY_MS}::float8 * interval '1 ms', ${KNOWN_TIMES} * (${now}::timestamptz - q.delivered))
    ORDER BY q.number`);
  return rows.flatMap(({ number }) => quiet[number] ?? []);
}

const isWorthALook = (silentMs: number): boolean => silentMs >= SHORTEST_MS && silentMs <= LONGEST_MS;
