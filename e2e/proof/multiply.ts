import type { Database } from '@payspool/db';

/** In this order, because each table refers to earlier ones. */
const TABLES = [
  'aggregates',
  'aliases',
  'events',
  'orders',
  'payments',
  'refunds',
  'subscriptions',
  'changes',
] as const;
/** A number above the number of aggregates in the template. */
const ID_STEP = 1_000_000;
/** The ids of `uidOf`. */
const UID = '(sl|st|pp|rz)(\\d{4})';

/** Adds `times` copies of all recorded rows, each with ids of its own, like the rows of as many further scenarios. */
export async function multiply(db: Database, times: number): Promise<void> {
  for (const table of TABLES) {
    const columns = await columnsOf(db, table);
    await db.$executeRawUnsafe(
      `INSERT INTO ${table} (${columns.map(({ name }) => `"${name}"`).join(', ')})
       SELECT ${columns.map(copied).join(', ')} FROM ${table}, generate_series(1, ${times}) AS copy`,
    );
  }
  await db.$executeRawUnsafe('ANALYZE');
}

interface Column {
  readonly name: string;
  readonly type: string;
}

async function columnsOf(db: Database, table: string): Promise<Column[]> {
  const columns = await db.$queryRaw<Column[]>`
    SELECT column_name AS name, data_type AS type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = ${table} ORDER BY ordinal_position`;
  return columns.filter(({ name }) => name !== 'id' || table === 'aggregates');
}

function copied({ name, type }: Column): string {
  const column = `"${name}"`;
  const renamed = `regexp_replace(${column}::text, '${UID}', '\\1\\2x' || copy || 'x', 'g')`;
  if (name === 'id' || name === 'aggregate_id') return `${column} + copy::bigint * ${ID_STEP}`;
  // A key that is a digest contains no id to rename.
  if (name === 'event_key')
    return `CASE WHEN ${column} LIKE 'sha256:%' THEN ${column} || 'x' || copy ELSE ${renamed} END`;
  if (type === 'text') return renamed;
  return type === 'jsonb' ? `${renamed}::jsonb` : column;
}
