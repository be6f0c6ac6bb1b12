import { Prisma, type Transaction } from '@payspool/db';
import type { ProjectedTable } from '../store/projected-rows.ts';
import { columnName, PROJECTED, type TableSpec } from '../store/tables.ts';

/** A row with the types that Prisma reads: times as dates, amounts as decimals. */
export type StoredRow = { readonly aggregateId: bigint } & Readonly<Record<string, unknown>>;

/** Reads the stored rows of several aggregates, by table, always in the same order. */
export async function storedRows(
  tx: Transaction,
  ids: readonly bigint[],
): Promise<Record<ProjectedTable, StoredRow[]>> {
  return {
    payments: await rowsOf(tx, PROJECTED.payments, ids),
    refunds: await rowsOf(tx, PROJECTED.refunds, ids),
    disputes: await rowsOf(tx, PROJECTED.disputes, ids),
    orders: await rowsOf(tx, PROJECTED.orders, ids),
    subscriptions: await rowsOf(tx, PROJECTED.subscriptions, ids),
    changes: await rowsOf(tx, PROJECTED.changes, ids),
  };
}

/** The number of rows that one statement reads, which limits the time to decode the result. */
const PAGE = 250;

/** Reads the rows of a table with one statement or, if there are many, page by page with a cursor. */
async function rowsOf(tx: Transaction, table: TableSpec, ids: readonly bigint[]): Promise<StoredRow[]> {
  const columns = Object.keys(table.columns).map((name) => `${columnName(name)} AS "${name}"`);
  // The owner comes last: two accounts may have rows with the same reference.
  const [provider = '', account = '', ...own] = table.key.map(columnName);
  const select = Prisma.sql`
    SELECT ${Prisma.raw(columns.join(', '))} FROM ${Prisma.raw(table.name)} WHERE aggregate_id = ANY(${[...ids]}::bigint[])
    ORDER BY ${Prisma.raw([...own, provider, account].join(', '))}`;
  const first = await tx.$queryRaw<StoredRow[]>`${select} LIMIT ${PAGE}`;
  if (first.length < PAGE) return first;
  const rows: StoredRow[] = [];
  await tx.$executeRaw`DECLARE stored_rows NO SCROLL CURSOR FOR ${select}`;
  for (;;) {
    const page = await tx.$queryRaw<StoredRow[]>`FETCH ${Prisma.raw(String(PAGE))} FROM stored_rows`;
    rows.push(...page);
    if (page.length < PAGE) break;
  }
  await tx.$executeRaw`CLOSE stored_rows`;
  return rows;
}
