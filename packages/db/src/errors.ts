/** No connection to Postgres: address, network, credentials or database name. The message says which; the password is nowhere in it. */
export class DatabaseUnreachableError extends Error {
  readonly code = 'database_unreachable';
  override readonly name = 'DatabaseUnreachableError';
}

/** Migrating stopped. What was applied before stays applied and recorded. */
export class MigrationFailedError extends Error {
  readonly code = 'migration_failed';
  override readonly name = 'MigrationFailedError';
  /** The migration it stopped at; absent where it did not come to any. */
  readonly migration: string | undefined;

  constructor(
    message: string,
    { migration, cause }: { migration?: string | undefined; cause?: unknown } = {},
  ) {
    super(migration ? `migration ${migration}: ${message}` : message, { cause });
    this.migration = migration;
  }
}
