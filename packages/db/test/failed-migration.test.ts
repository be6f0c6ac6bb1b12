import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { migrateDatabase, pendingMigrations } from '../src/index.ts';
import { createScratch, failure, type Scratch } from './scratch.ts';

let scratch: Scratch;

beforeEach(async () => {
  scratch = await createScratch(inject('postgresUrl'));
});
afterEach(() => scratch.remove());

describe('a migration that fails', () => {
  const name = '20260102000000_broken';

  beforeEach(() => {
    scratch.addMigration('20260101000000_one', 'CREATE TABLE one (id int);');
    scratch.addMigration(name, "CREATE TABLE two (id int); INSERT INTO missing VALUES ('x');");
    scratch.addMigration('20260103000000_three', 'CREATE TABLE three (id int);');
  });

  it('is reported with its reason, is rolled back, and stops later migrations', async () => {
    const error = await failure(migrateDatabase(scratch.url, { folder: scratch.folder }));
    expect(error).toMatchObject({
      code: 'migration_failed',
      migration: name,
      message: `migration ${name}: relation "missing" does not exist (nothing of it was applied)`,
      cause: expect.objectContaining({ code: '42P01' }) as unknown,
    });
    expect(
      await scratch.rows(
        "SELECT to_regclass('one') AS one, to_regclass('two') AS two, to_regclass('three') AS three",
      ),
    ).toEqual([{ one: 'one', two: null, three: null }]);
    expect(await pendingMigrations(scratch.url, scratch.folder)).toEqual([name, '20260103000000_three']);
  });

  it('runs again once the cause is corrected', async () => {
    await failure(migrateDatabase(scratch.url, { folder: scratch.folder }));
    await scratch.rows('CREATE TABLE missing (word text)');
    expect(await migrateDatabase(scratch.url, { folder: scratch.folder })).toEqual({
      applied: [name, '20260103000000_three'],
    });
  });

  it('is left to a person if its connection was lost, because it may have been committed', async () => {
    scratch.addMigration(name, 'CREATE TABLE two (id int); SELECT pg_terminate_backend(pg_backend_pid());');
    const cut = await failure(migrateDatabase(scratch.url, { folder: scratch.folder }));
    expect(cut).toMatchObject({
      migration: name,
      message: expect.stringContaining('connection was lost') as unknown,
    });
    const again = await failure(migrateDatabase(scratch.url, { folder: scratch.folder }));
    expect(again).toMatchObject({
      migration: name,
      message: expect.stringContaining('never finished') as unknown,
    });
  });
});
