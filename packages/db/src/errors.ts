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
