import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

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
