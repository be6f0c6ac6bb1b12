import pg from 'pg';
import { listMigrations, MIGRATIONS_FOLDER } from './migrations-folder.ts';
import { openSession } from './open-session.ts';

/**
 * Names of the migrations of this release that the database lacks, oldest first. Only reads.
 *
 * @throws {DatabaseUnreachableError}
 */
export async function pendingMigrations(url: string, folder: URL = MIGRATIONS_FOLDER): Promise<string[]> {
  const names = await listMigrations(folder);
  const session = await openSession(url);
  try {
    const applied = await listApplied(session);
    return names.filter((name) => !applied.has(name));
  } finally {
    await session.end();
  }
}

async function listApplied(session: pg.Pool): Promise<Set<string>> {
  try {
    const { rows } = await session.query<{ migration_name: string }>(
      'SELECT migration_name FROM public._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    return new Set(rows.map((row) => row.migration_name));
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return new Set();
    throw error;
  }
}

const UNDEFINED_TABLE = '42P01';
