/**
 * No connection to Postgres: address, network, credentials or database name. The message says which of these it was, and never
 * contains the password.
 */
export class DatabaseUnreachableError extends Error {
  readonly code = 'database_unreachable';
  override readonly name = 'DatabaseUnreachableError';
}

/** A migration failed. Earlier migrations stay applied and recorded. */
export class MigrationFailedError extends Error {
  readonly code = 'migration_failed';
  override readonly name = 'MigrationFailedError';
  /** The migration that failed; absent if none was started. */
  readonly migration: string | undefined;

  constructor(
    message: string,
    { migration, cause }: { migration?: string | undefined; cause?: unknown } = {},
  ) {
    super(migration ? `migration ${migration}: ${message}` : message, { cause });
    this.migration = migration;
  }
}

/** Postgres ended a statement at its limit. */
export class TooSlowError extends Error {
  readonly code = 'too_slow';
  override readonly name = 'TooSlowError';

  constructor(limitMs: number, options?: ErrorOptions) {
    super(
      `the database did not answer within ${limitMs} ms: choose a shorter span of time, or name the account`,
      options,
    );
  }
}

/** The database lacks a table or a column of this release. */
export class NotMigratedError extends Error {
  readonly code = 'not_migrated';
  override readonly name = 'NotMigratedError';

  constructor(options?: ErrorOptions) {
    super('the database does not have the tables of this release: run `payspool migrate`', options);
  }
}
