import pg from 'pg';
import { type SessionSettings, STARTUP_SETTINGS } from './session-settings.ts';

type StartupPacket = Readonly<Record<string, string>>;

/** Part of `pg.Client` 8, left out of its type declarations: what it sends when it connects. */
interface WithStartupPacket {
  getStartupConf(): StartupPacket;
}

const Client = pg.Client as unknown as new (
  config?: string | pg.ClientConfig,
) => pg.Client & WithStartupPacket;

/** A `pg.Client` that sends `STARTUP_SETTINGS` when it connects; `pg` has no option for them. */
export class SessionClient extends Client {
  override getStartupConf(): StartupPacket {
    return { ...super.getStartupConf(), ...STARTUP_SETTINGS };
  }
}

/** The settings for each transaction behind a pooler in transaction mode, which keeps no session per client. */
export interface LocalSettings {
  readonly isPooled: boolean;
  /** `SET LOCAL …; SET LOCAL …`; empty if the session has all settings. */
  readonly sql: string;
  /** Whether a single statement needs them too; it then runs in a transaction. */
  readonly matterToOneStatement: boolean;
}

/**
 * Sets the settings on a new connection that the startup packet did not set. Settings from the URL (`?options=`,
 * `?statement_timeout=`) are kept. A pooler is recognised by the process id: it sent one of its own, and the server has another.
 * Behind a pooler nothing is set on the connection, because other clients would get it next; the settings are returned, to be set
 * in each transaction.
 */
export async function prepareSession(
  client: pg.ClientBase,
  settings: SessionSettings,
  timeoutMs: number,
): Promise<LocalSettings> {
  const { processID } = client as unknown as { readonly processID: number | null };
  const query = {
    text: PREPARE,
    values: [Object.keys(settings), Object.values(settings), Object.keys(STARTUP_SETTINGS), processID ?? 0],
    query_timeout: timeoutMs,
  };
  const { rows } = await client.query<Wanted>(query);
  const isPooled = rows.some((row) => row.isPooled);
  const toSet = rows.flatMap(({ name, value, was }) =>
    isPooled && name !== null && !OF_SESSIONS.has(name) ? [{ name, value, was }] : [],
  );
  return {
    isPooled,
    sql: toSet
      .map(({ name, value }) => `SET LOCAL ${pg.escapeIdentifier(name)} = ${pg.escapeLiteral(value)}`)
      .join('; '),
    // '0' means no limit; it only needs to be set inside a transaction.
    matterToOneStatement: toSet.some(({ name, was }) => was !== '0' && !OF_TRANSACTIONS.has(name)),
  };
}

/** A setting that differs; one row without a setting if none does. */
type Wanted = { readonly isPooled: boolean } & (
  | { readonly name: string; readonly value: string; readonly was: string }
  | { readonly name: null; readonly value: null; readonly was: null }
);

/** Settings that matter to a connection that is kept open, and not to a single transaction. */
const OF_SESSIONS: ReadonlySet<string> = new Set(['idle_session_timeout', 'enable_seqscan']);

/** Limits of a whole transaction, which a single statement does not reach. */
const OF_TRANSACTIONS: ReadonlySet<string> = new Set([
  'idle_in_transaction_session_timeout',
  'transaction_timeout',
]);

/** One round trip. `set_config` with `true` lasts as long as this statement. */
const PREPARE = `
  WITH here AS (SELECT pg_backend_pid() <> $4::int AS is_pooled)
  SELECT is_pooled AS "isPooled", name, value, was, done
  FROM here LEFT JOIN LATERAL (
    SELECT name, value, setting AS was, set_config(name, value, is_pooled) AS done
    FROM unnest($1::text[], $2::text[]) AS wanted (name, value) JOIN pg_settings USING (name)
    WHERE setting <> value
      AND (source <> 'client' OR name = ANY ($3::text[]))
      AND NOT (is_pooled AND name = 'search_path' AND current_schema() IS NOT DISTINCT FROM 'public')
  ) AS differing ON true`;
