import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { MigrationFailedError } from '../src/errors.ts';
import { migrateDatabase } from '../src/migrate.ts';
import { listMigrations, MIGRATIONS_FOLDER, pendingMigrations } from '../src/migrations-folder.ts';
import { createScratch, failure, type Scratch } from './scratch.ts';

let scratch: Scratch;

beforeEach(async () => {
  scratch = await createScratch(inject('postgresUrl'));
});
afterEach(() => scratch.remove());

describe('migrating', () => {
  it('updates an empty database completely, and does nothing the second time', async () => {
    const all = await listMigrations(MIGRATIONS_FOLDER);
    expect(await pendingMigrations(scratch.url)).toEqual(all);
    expect(await migrateDatabase(scratch.url)).toEqual({ applied: all });
    expect(await pendingMigrations(scratch.url)).toEqual([]);
    expect(await migrateDatabase(scratch.url)).toEqual({ applied: [] });
    expect(await scratch.rows('SELECT 1 FROM events')).toEqual([]);
  });

  it('records a migration like Prisma, with the checksum of the file', async () => {
    scratch.addMigration('20260101000000_one', 'CREATE TABLE one (id int);\n');
    await migrateDatabase(scratch.url, { folder: scratch.folder });
    expect(
      await scratch.rows(
        'SELECT migration_name, checksum, applied_steps_count, logs, rolled_back_at, finished_at >= started_at AS finished FROM _prisma_migrations',
      ),
    ).toEqual([
      {
        migration_name: '20260101000000_one',
        // printf 'CREATE TABLE one (id int);\n' | sha256sum
        checksum: 'b8f928ff41da98938f5d9452516c35f7f5b24ed8bf74448cb6252d614e0c90f9',
        applied_steps_count: 1,
        logs: null,
        rolled_back_at: null,
        finished: true,
      },
    ]);
  });

  it('applies only the migrations that were added later', async () => {
    scratch.addMigration('20260101000000_one', 'CREATE TABLE one (id int);');
    await migrateDatabase(scratch.url, { folder: scratch.folder });
    scratch.addMigration('20260102000000_two', 'CREATE TABLE two (id int);');
    expect(await pendingMigrations(scratch.url, scratch.folder)).toEqual(['20260102000000_two']);
    expect(await migrateDatabase(scratch.url, { folder: scratch.folder })).toEqual({
      applied: ['20260102000000_two'],
    });
  });

  it('happens once when four processes start at once', async () => {
    scratch.addMigration('20260101000000_one', 'CREATE TABLE one (id int); SELECT pg_sleep(0.3);');
    scratch.addMigration('20260102000000_two', 'INSERT INTO one VALUES (1);');
    const runs = await Promise.all(
      [1, 2, 3, 4].map(() => migrateDatabase(scratch.url, { folder: scratch.folder })),
    );
    expect(runs.map(({ applied }) => applied.length).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 2]);
    expect(await scratch.rows('SELECT id FROM one')).toEqual([{ id: 1 }]);
  });

  it('gives up after its time limit while another process keeps migrating', async () => {
    // The lock of `prisma migrate deploy`.
    await scratch.rows('SELECT pg_advisory_lock(72707369)');
    const error = await failure(migrateDatabase(scratch.url, { lockTimeoutMs: 200 }));
    expect(error).toBeInstanceOf(MigrationFailedError);
    expect(String(error)).toContain('another process has been migrating for 0.2 s');
    expect(await scratch.rows("SELECT to_regclass('events') AS events")).toEqual([{ events: null }]);
  });

  it('runs semicolons in strings and function bodies correctly', async () => {
    scratch.addMigration(
      '20260101000000_one',
      `CREATE TABLE one (word text); -- a comment; with one
       CREATE FUNCTION fill() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO one VALUES ('a;b'); END; $$;
       SELECT fill();`,
    );
    await migrateDatabase(scratch.url, { folder: scratch.folder });
    expect(await scratch.rows('SELECT word FROM one')).toEqual([{ word: 'a;b' }]);
  });

  it('does not change tables of another service in the same schema', async () => {
    await scratch.rows('CREATE TABLE theirs (id int); INSERT INTO theirs VALUES (7)');
    expect((await migrateDatabase(scratch.url)).applied).toEqual(await listMigrations(MIGRATIONS_FOLDER));
    expect(await scratch.rows('SELECT id FROM theirs')).toEqual([{ id: 7 }]);
  });

  it('writes to the schema public with any search path of the role', async () => {
    await scratch.rows(
      `CREATE SCHEMA elsewhere; ALTER DATABASE ${scratch.name} SET search_path = elsewhere, public`,
    );
    scratch.addMigration('20260101000000_one', 'CREATE TABLE one (id int);');
    await migrateDatabase(scratch.url, { folder: scratch.folder });
    expect(
      await scratch.rows("SELECT schemaname FROM pg_tables WHERE tablename IN ('one', '_prisma_migrations')"),
    ).toEqual([{ schemaname: 'public' }, { schemaname: 'public' }]);
  });
});
