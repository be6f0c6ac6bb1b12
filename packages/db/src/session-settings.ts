/** Settings by their name in `pg_settings`, with values in the same form. */
export type SessionSettings = Readonly<Record<string, string>>;

/**
 * The settings that every session needs and sends in its startup packet. These are the parameters that PgBouncer keeps for each of
 * its clients in transaction mode (https://www.pgbouncer.org/config.html, track_extra_parameters); it refuses all others there.
 */
export const STARTUP_SETTINGS: SessionSettings = {
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
