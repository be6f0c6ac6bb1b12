import { Prisma, queryDirectly, type Transaction } from '@payspool/db';
import type { Rows } from '../fold/rows.ts';
import { noteStored } from '../publish/published-index.ts';
import type { AggregateInWork, RowsInWork } from './aggregate-in-work.ts';
import { projectedRows, type ProjectedTable } from './projected-rows.ts';
import { indexToStore, publishedRows } from './rows-of-set.ts';
import type { ProjectionSettings } from './settings.ts';
import { columnName, PROJECTED, recordset, PUBLISHED_SUBJECTS, upsert } from './tables.ts';
import { finishInSlices } from '../slices.ts';

/** The highest number of rows that one statement writes. A set of ordinary purchases has fewer and is written in one statement. */
const PIECE = 500;

/** The tables in which one purchase can have many rows. */
const LARGE = ['payments', 'refunds', 'disputes', 'changes'] as const satisfies readonly ProjectedTable[];

export interface PiecesOptions {
  readonly settings: Pick<ProjectionSettings, 'longFrom'>;
  /** Awaited between pieces. */
  readonly pause: () => Promise<void>;
}

/**
 * Writes the rows and the published state of aggregates that have too many for one statement. `rowsOfAggregates` then leaves out what is
 * written. Skips aggregates that are not stored yet.
 */
export async function writeInPieces(
  tx: Transaction,
  aggregates: Iterable<AggregateInWork>,
  { settings, pause }: PiecesOptions,
): Promise<void> {
  for (const work of aggregates) {
    if (work.mergedInto || !work.isStored) continue;
    const { rows } = work;
    if (rows && LARGE.some((table) => rows[table].size > PIECE)) await writeRows(tx, { work, rows, pause });
    await writePublished(tx, work, { settings, pause });
  }
}

async function writeRows(
  tx: Transaction,
  {
    work,
    rows,
    pause,
  }: Pick<PiecesOptions, 'pause'> & { readonly work: AggregateInWork; readonly rows: RowsInWork },
): Promise<void> {
  const { id, provider, account } = work;
  const keys: Partial<Record<ProjectedTable, object[]>> = {};
  for (const table of LARGE) {
    const kept: object[] = [];
    keys[table] = kept;
    for (const piece of piecesOf([...rows[table].values()])) {
      const written = projectedRows({ provider, account, aggregateId: id }, { ...NO_ROWS, [table]: piece })[
        table
      ];
      if (rows.isWhole) for (const row of written) kept.push(keyIn(row, PROJECTED[table].key));
      await run(tx, upsert(PROJECTED[table], written));
      await pause();
    }
  }
  if (rows.isWhole)
    for (const table of LARGE) {
      await removeOthers(tx, id, { table, kept: keys[table] ?? [], pause });
      await pause();
    }
  for (const table of LARGE) rows[table].clear();
  rows.isWrittenInPieces = true;
}

const NO_ROWS: Rows = { orders: [], payments: [], refunds: [], disputes: [], subscriptions: [], changes: [] };

/** Deletes the rows of an aggregate in a table, except those with the given keys. */
async function removeOthers(
  tx: Transaction,
  id: bigint,
  {
    table,
    kept,
    pause,
  }: Pick<PiecesOptions, 'pause'> & { readonly table: ProjectedTable; readonly kept: readonly object[] },
): Promise<void> {
  const { name, key, columns } = PROJECTED[table];
  const types = Object.fromEntries(key.map((column) => [column, columns[column as 'provider']]));
  const isSame = key.map((column) => `kept."${column}" = ${name}.${columnName(column)}`).join(' AND ');
  const given = recordset(kept, types, 'kept');
  await pause();
  await run(
    tx,
    Prisma.sql`
    DELETE FROM ${Prisma.raw(name)} WHERE aggregate_id = ${id}
      AND NOT EXISTS (SELECT 1 FROM ${given} WHERE ${Prisma.raw(isSame)})`,
  );
}

/** Runs a statement with megabytes of values, which `$executeRaw` would copy several times and so block the event loop. */
const run = (tx: Transaction, statement: Prisma.Sql): Promise<unknown> =>
  queryDirectly(tx, statement, { isPrepared: false });

async function writePublished(
  tx: Transaction,
  work: AggregateInWork,
  { settings, pause }: PiecesOptions,
): Promise<void> {
  const publishedIndex = await finishInSlices(indexToStore(work, settings), pause);
  if (!publishedIndex || publishedIndex.changed.size <= PIECE) return;
  if (publishedIndex.isRemade && work.hasPublishedRows)
    await tx.$executeRaw`DELETE FROM published_subjects WHERE aggregate_id = ${work.id}`;
  for (const keys of piecesOf([...publishedIndex.changed.keys()])) {
    const rows = publishedRows(work, publishedIndex, keys);
    if (rows.length > 0) await run(tx, upsert(PUBLISHED_SUBJECTS, rows));
    await pause();
  }
  noteStored(publishedIndex);
}

const keyIn = (row: object, key: readonly string[]): object =>
  Object.fromEntries(key.map((name) => [name, (row as Record<string, unknown>)[name]]));

function* piecesOf<Item>(rows: readonly Item[]): Generator<Item[], undefined, undefined> {
  for (let at = 0; at < rows.length; at += PIECE) yield rows.slice(at, at + PIECE);
}
