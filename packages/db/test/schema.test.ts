import { readFileSync } from 'node:fs';
import { createDatabase } from '@payspool/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { migrateDatabase } from '../src/migrate.ts';
import { diffSchemas } from '../src/schema-diff.ts';

const schema = readFileSync(new URL('../../../prisma/schema.prisma', import.meta.url), 'utf8');
const cleanUp: (() => Promise<unknown>)[] = [];

let migrated: pg.Client;
let expected: pg.Client;

beforeAll(async () => {
  [migrated, expected] = await Promise.all([migratedDatabase(), databaseOfSchema()]);
});
afterAll(async () => {
  for (const task of cleanUp.toReversed()) await task();
});

async function migratedDatabase() {
  const { url, client } = await emptyDatabase();
  await migrateDatabase(url);
  return client;
}

async function databaseOfSchema() {
  const { client } = await emptyDatabase();
  await client.query(await diffSchemas({ to: schema }));
  return client;
}

async function emptyDatabase() {
  const { url, drop } = await createDatabase({ postgresUrl: inject('postgresUrl') });
  const client = new pg.Client(url);
  await client.connect();
  cleanUp.push(drop, () => client.end());
  return { url, client };
}

// The order of columns is ignored: a column that is added later is the last one in the table, wherever schema.prisma has it.
const CATALOGUE = {
  columns: `SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default, numeric_precision, numeric_scale, datetime_precision
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`,
  indexes: `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  constraints: `SELECT conrelid::regclass::text AS of_table, conname, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations' ORDER BY 1, 2`,
  enums: `SELECT typname, enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid ORDER BY 1, enumsortorder`,
};

it.each(Object.entries(CATALOGUE))('the migrations produce the %s of schema.prisma', async (_, sql) => {
  const inMigrated = (await migrated.query<Record<string, unknown>>(sql)).rows;
  expect(inMigrated.length).toBeGreaterThan(0);
  expect(inMigrated).toEqual((await expected.query<Record<string, unknown>>(sql)).rows);
});

it('tables, columns and indexes have names in snake case', async () => {
  const { rows } = await migrated.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
     UNION SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.map(({ name }) => name).filter((name) => !/^[a-z0-9_]+$/.test(name))).toEqual([]);
});
