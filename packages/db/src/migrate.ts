import pg from 'pg';
import { applyMigrations } from './apply-migrations.ts';
import { MigrationFailedError } from './errors.ts';
import { MIGRATIONS_FOLDER, readMigrations } from './migrations-folder.ts';
import { openSession } from './open-session.ts';

export interface MigrateOptions {
  /** The folder of the migrations; by default that of the repository. */
  readonly folder?: URL;
  /** How long to wait for another process that is migrating, in milliseconds. */
  readonly lockTimeoutMs?: number;
}

/**
 * Applies the pending migrations, oldest first, and records them in `_prisma_migrations` as `prisma migrate deploy` does.
 * Safe to run in several processes at once: one of them migrates, the others wait and then find nothing to do.
 *
 * `url` must lead to Postgres itself, not to a pooler in transaction mode.
 *
 * @throws {DatabaseUnreachableError}
 * @throws {MigrationFailedError}
 */
export async function migrateDatabase(
  url: string,
  { folder = MIGRATIONS_FOLDER, lockTimeoutMs = 120_000 }: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(folder);
  const session = await openSession(url);
  try {
    await lockMigrations(session, lockTimeoutMs);
    return { applied: await applyMigrations(session, migrations) };
  } finally {
    // Ends the session, and with it the lock.
    await session.end();
  }
}

const LOCK_NOT_AVAILABLE = '55P03';
/** The lock that Prisma's own commands take, so that this waits for them too. */
const PRISMA_MIGRATE_LOCK = 72_707_369;

async function lockMigrations(session: pg.Pool, timeoutMs: number): Promise<void> {
  await session.query(`SET lock_timeout = ${Math.trunc(timeoutMs)}`);
  try {
    await session.query('SELECT pg_advisory_lock($1)', [PRISMA_MIGRATE_LOCK]);
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError) || cause.code !== LOCK_NOT_AVAILABLE) throw cause;
    throw new MigrationFailedError(`another process has been migrating for ${timeoutMs / 1000} s`, { cause });
  }
  await session.query('SET lock_timeout = 0');
}
