import pg from 'pg';

/** Settings by their name in `pg_settings`, with values in the same form. */
export type SessionSettings = Readonly<Record<string, string>>;

/**
 * The settings that every session needs and sends in its startup packet. These are the parameters that PgBouncer keeps for each of
 * its clients in transaction mode (https://www.pgbouncer.org/config.html, track_extra_parameters); it refuses all others there.
 */
const STARTUP_SETTINGS: SessionSettings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
};

/** In milliseconds; 0 is no limit, which overrides the default of the server, database or role. */
export interface SessionLimits {
  /** Limit of one statement. */
  readonly statementMs?: number;
  /** Limit of an idle transaction: how long the locks of a lost process are kept. */
  readonly idleInTransactionMs?: number;
}

/**
 * The other settings that a session needs. Unqualified names mean the schema `public`. Locks are taken first and data is read
 * later, which requires READ COMMITTED. Waiting for a lock is part of the work, so only the statement's limit applies to it.
 */
export const sessionSettings = ({
  statementMs = 0,
  idleInTransactionMs = 0,
}: SessionLimits = {}): SessionSettings => ({
  ...STARTUP_SETTINGS,
  search_path: 'public',
  default_transaction_isolation: 'read committed',
  statement_timeout: String(statementMs),
  lock_timeout: '0',
  idle_in_transaction_session_timeout: String(idleInTransactionMs),
  idle_session_timeout: '0',
  transaction_timeout: '0', // from Postgres 17 on
});

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

/** Time limit for making a connection, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 5_000;
