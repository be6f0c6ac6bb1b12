import { type Database, Prisma } from '@payspool/db';
import { type Row, type Rows, type TableName, TABLES } from '../product/expect/story.ts';

/** A row that differs from its scenario. */
export interface WrongRow {
  readonly table: TableName;
  readonly ref: string;
  readonly expected: Row | undefined;
  readonly actual: Row | undefined;
}

/** Compares every row of the five tables with the rows of the scenarios: different, missing and unexpected rows. */
export async function wrongRows(db: Database, expected: readonly Rows[]): Promise<WrongRow[]> {
  const actual: Rows = {
    orders: (await db.order.findMany()).map(plain),
    payments: (await db.payment.findMany()).map(plain),
    refunds: (await db.refund.findMany()).map(plain),
    disputes: (await db.dispute.findMany()).map(plain),
    subscriptions: (await db.subscription.findMany()).map(plain),
  };
  return TABLES.flatMap((table) =>
    compare(
      table,
      expected.flatMap((rows) => rows[table]),
      actual[table],
    ),
  );
}

function compare(table: TableName, expected: readonly Row[], actual: readonly Row[]): WrongRow[] {
  const byRef = (rows: readonly Row[]) => new Map(rows.map((row) => [refOf(table, row), row]));
  const [wanted, there] = [byRef(expected), byRef(actual)];
  return [...new Set([...wanted.keys(), ...there.keys()])]
    .filter((ref) => !agrees(wanted.get(ref), there.get(ref)))
    .map((ref) => ({ table, ref, expected: wanted.get(ref), actual: there.get(ref) }));
}

const refOf = (table: TableName, row: Row): string =>
  `${row['provider']}/${row['account']} ${row[`${table.slice(0, -1)}Ref`]}`;

/** Whether a row exists and matches the scenario. Other tests check the columns that the scenario leaves out. */
function agrees(wanted: Row | undefined, there: Row | undefined): boolean {
  if (!wanted || !there) return false;
  const said = Object.keys(wanted).map((column) => [column, there[column]]);
  return textOf(wanted) === textOf(Object.fromEntries(said) as Row);
}

const textOf = (row: Row | undefined): string =>
  JSON.stringify(Object.entries(row ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Internal columns. */
const OURS: ReadonlySet<string> = new Set(['aggregateId', 'foldVersion']);

/** In the format of the scenarios. */
function plain(row: Readonly<Record<string, unknown>>): Row {
  const columns = Object.entries(row).filter(([column]) => !OURS.has(column));
  return Object.fromEntries(
    columns.map(([column, value]) => {
      if (value instanceof Date) return [column, value.toISOString()];
      if (typeof value === 'bigint') return [column, Number(value)];
      if (value instanceof Prisma.Decimal) return [column, value.toFixed(0)];
      return [column, value as Row[string]];
    }),
  );
}

const DERIVED = [
  'aggregates',
  'aliases',
  'orders',
  'payments',
  'refunds',
  'disputes',
  'subscriptions',
  'changes',
  'outbox',
  'published_subjects',
];

/** Parts of tables. A fold from the beginning gives the row another revision, also where it changes nothing. */
const PARTS: Readonly<Record<string, string>> = {
  aggregates:
    'SELECT id, provider, account, fold_version, state IS NULL, published_state::text, held_until, due_at FROM aggregates',
  published_subjects: 'SELECT aggregate_id, kind, ref, subject FROM published_subjects',
};

/** A digest of each table's content, independent of the order of rows. If it is equal before and after, nothing has changed. */
export async function fingerprint(db: Database): Promise<Readonly<Record<string, string>>> {
  const digests = await Promise.all(
    ['events', ...DERIVED].map(async (table) => {
      const [row] = await db.$queryRawUnsafe<{ digest: string }[]>(
        `SELECT md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS digest FROM (${PARTS[table] ?? `SELECT * FROM ${table}`}) t`,
      );
      return [table, row?.digest ?? ''] as const;
    }),
  );
  return Object.fromEntries(digests);
}
