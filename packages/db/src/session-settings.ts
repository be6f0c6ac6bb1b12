/** Settings by the name that `pg_settings` has for them, with values as it shows them. */
export type SessionSettings = Readonly<Record<string, string>>;

/**
 * What every session of ours relies on and asks for in its startup packet. These are the parameters that PgBouncer keeps for each of
 * its clients in transaction mode (https://www.pgbouncer.org/config.html, track_extra_parameters); it refuses any other one there.
 */
export const STARTUP_SETTINGS: SessionSettings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
};

/** Milliseconds; 0 is without a limit, whatever the server's, database's or role's default is. */
export interface SessionLimits {
  /** Of one statement. */
  readonly statementMs?: number;
  /** Of a transaction in which nothing is asked: how long the locks of a process that vanished are kept. */
  readonly idleInTransactionMs?: number;
}

/**
 * What a session relies on besides. Unqualified names mean the schema `public`; locks are taken first and read under later, which
 * READ COMMITTED alone allows; waiting for a lock is part of the work, and its end is the statement's.
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
