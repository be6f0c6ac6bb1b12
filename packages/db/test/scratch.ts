import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createDatabase } from '@payspool/testkit';
import pg from 'pg';

export type Scratch = Awaited<ReturnType<typeof createScratch>>;

/** An empty database with a connection to it, and an empty folder of migrations. */
export async function createScratch(postgresUrl: string) {
  const { url, name, drop } = await createDatabase({ postgresUrl });
  const client = new pg.Client(url);
  await client.connect();
  const folder = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'migrations-'))}/`);
  writeFileSync(new URL('migration_lock.toml', folder), 'provider = "postgresql"\n');
  return {
    url,
    name,
    folder,
    addMigration: (migration: string, sql: string) => {
      mkdirSync(new URL(migration, folder), { recursive: true });
      writeFileSync(new URL(`${migration}/migration.sql`, folder), sql);
    },
    rows: async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows,
    remove: async () => {
      await client.end();
      await drop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The error with which a promise that must not succeed was rejected. */
export const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('it went through');
    },
    (error: unknown) => error,
  );
