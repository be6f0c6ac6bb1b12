import { expect, it } from 'vitest';
import { AGGREGATES, columnName, PROJECTED } from '../src/store/tables.ts';
import { useDatabase } from './projection-under-test.ts';

const database = useDatabase();

/** Names of types as Postgres shows them, by the word that the lists use. */
const SHOWN: Readonly<Record<string, string>> = {
  int: 'integer',
  timestamptz: 'timestamp with time zone',
};

// Statements that are written by hand name their columns in lists: no type of Prisma's compares them with the schema.
it.each([AGGREGATES, ...Object.values(PROJECTED)])(
  '$name is written with all of its columns',
  async (table) => {
    const columns = await database.db.$queryRaw<{ name: string; type: string }[]>`
    SELECT column_name AS name, data_type AS type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = ${table.name}`;
    const written = Object.entries(table.columns).map(([name, type]) => ({
      name: columnName(name).replaceAll('"', ''),
      type: SHOWN[type] ?? type,
    }));
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(written.toSorted(byName)).toEqual(columns.toSorted(byName));
    const keys = await database.db.$queryRaw<{ name: string }[]>`
    SELECT column_name AS name FROM information_schema.table_constraints JOIN information_schema.key_column_usage
      USING (constraint_schema, constraint_name, table_name)
    WHERE table_name = ${table.name} AND constraint_type = 'PRIMARY KEY' ORDER BY ordinal_position`;
    expect(table.key.map((name) => columnName(name).replaceAll('"', ''))).toEqual(
      keys.map(({ name }) => name),
    );
  },
);
