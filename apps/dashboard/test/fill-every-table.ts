import { join, raw, type Reader, sql } from '@payspool/db/reader';

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly kind: string;
  readonly label: string | null;
}

type Value = string | number | boolean | null | Date | Buffer | readonly string[];

export interface Filling {
  /** Each text, and each text within JSON. */
  readonly text: string;
  /** Each number. */
  readonly number: number;
  readonly provider: string;
  readonly account: string;
}

/** One row in every table, without regard to foreign keys. */
export async function fillEveryTable(reader: Reader, filling: Filling): Promise<void> {
  const rows = await reader.query<Column>(sql`
    SELECT c.relname AS "table", a.attname AS name, t.typname AS type, t.typtype::text AS kind,
      (SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder LIMIT 1) AS label
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname NOT IN ('_prisma_migrations', 'dashboard_sessions')
    ORDER BY c.relname, a.attnum`);
  const tables = new Map(rows.map(({ table }) => [table, rows.filter((row) => row.table === table)]));
  await reader.query(sql`SET session_replication_role = replica`);
  for (const [table, columns] of tables) {
    const names = columns.map(({ name }) => raw(`"${name}"`));
    const values = columns.map((column) => valueOf(column, filling));
    await reader.query(sql`INSERT INTO ${raw(`"${table}"`)} (${join(names)}) VALUES (${join(values)})`);
  }
  await reader.query(sql`SET session_replication_role = origin`);
}

function valueOf({ name, type, kind, label }: Column, { text, number, provider, account }: Filling): Value {
  if (name === 'provider') return provider;
  if (name === 'account') return account;
  if (kind === 'e') return label;
  switch (type) {
    case 'text':
    case 'varchar':
      return text;
    case 'jsonb':
      if (name === 'moved') return '{}'; // amounts that the fold writes
      return JSON.stringify(name === 'canonical' ? [{ type: text, orderRef: text }] : { [text]: text });
    case 'timestamptz':
      return name.endsWith('resolved_at') ? null : new Date();
    case 'bytea':
      return Buffer.from(text);
    case 'bool':
      return false;
    case '_text':
      return [text];
    default:
      return name === 'exponent' ? 2 : number;
  }
}
