import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import type { PrismaClient } from './generated/client.ts';
import { sqlStateOf } from './prove-write.ts';
import { openSession } from './create-pool.ts';

/** `prisma/migrations` at the root of the repository. */
export const MIGRATIONS_FOLDER: URL = new URL('../../../prisma/migrations/', import.meta.url);

/** Names of all migrations, oldest first. */
export async function listMigrations(folder: URL): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

/** The migrations with their SQL, in the form of Prisma's engine. */
export async function readMigrations(folder: URL): Promise<MigrationList> {
  const names = await listMigrations(folder);
  return {
    baseDir: fileURLToPath(folder),
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(new URL('migration_lock.toml', folder), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.map((name) => readMigration(folder, name))),
  };
}

async function readMigration(folder: URL, name: string) {
  const value = await readFile(new URL(`${name}/migration.sql`, folder), 'utf8');
  return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } };
}

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
