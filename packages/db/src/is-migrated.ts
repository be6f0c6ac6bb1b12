import type { PrismaClient } from './generated/client.ts';
import { listMigrations, MIGRATIONS_FOLDER } from './migrations-folder.ts';
import { sqlStateOf } from './sql-state.ts';

/** Whether every migration of this release is applied. Rejects if the database cannot be reached. */
export async function isMigrated(db: PrismaClient): Promise<boolean> {
  const names = await listMigrations(MIGRATIONS_FOLDER);
  try {
    const [row] = await db.$queryRaw<{ applied: bigint }[]>`
      SELECT count(*) AS applied FROM _prisma_migrations
      WHERE migration_name = ANY(${names}::text[]) AND finished_at IS NOT NULL AND rolled_back_at IS NULL`;
    return Number(row?.applied ?? 0) === names.length;
  } catch (error) {
    if (sqlStateOf(error) === UNDEFINED_TABLE) return false;
    throw error;
  }
}

const UNDEFINED_TABLE = '42P01';
