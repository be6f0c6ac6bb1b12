import { Prisma } from '@payspool/db';
import type { ProjectedTable } from './projected-rows.ts';

/** The Postgres type of a column. */
type ColumnType = 'text' | 'numeric' | 'int' | 'bigint' | 'boolean' | 'timestamptz' | 'json' | 'jsonb';

/** A table that is written in sets of rows. Columns have the names of the fields in the rows of the fold. */
export interface TableSpec {
  readonly name: string;
  /** The natural key. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, ColumnType>>;
}

const owner = { provider: 'text', account: 'text' } as const;
const amount = { currency: 'text', exponent: 'int', amountMinor: 'numeric' } as const;
const merchant = { merchantRef: 'text', merchantRefField: 'text', merchantRefWriter: 'text' } as const;
const ownRow = { aggregateId: 'bigint' } as const;
const foldedRow = { ...ownRow, foldVersion: 'int' } as const;

export const AGGREGATES: TableSpec = {
  name: 'aggregates',
  key: ['id'],
  columns: {
    id: 'bigint',
    ...owner,
    foldVersion: 'int',
    state: 'json',
    publishedState: 'json',
    heldUntil: 'timestamptz',
    dueAt: 'timestamptz',
    revision: 'int',
  },
};

/** The published state of long aggregates. */
export const PUBLISHED_SUBJECTS: TableSpec = {
  name: 'published_subjects',
  key: ['aggregateId', 'kind', 'ref'],
  columns: { aggregateId: 'bigint', kind: 'text', ref: 'text', revision: 'int', subject: 'jsonb' },
};

/** The tables that other services read. The fold derives their rows. */
export const PROJECTED = {
  orders: {
    name: 'orders',
    key: ['provider', 'account', 'orderRef'],
    columns: {
      ...owner,
      orderRef: 'text',
      ...merchant,
      status: 'text',
      providerStatus: 'text',
      disputed: 'boolean',
      ...amount,
      paidMinor: 'numeric',
      refundedMinor: 'numeric',
      chargedBackMinor: 'numeric',
      access: 'text',
      customerRef: 'text',
      createdAt: 'timestamptz',
      updatedAt: 'timestamptz',
      ...foldedRow,
    },
  },
  payments: {
    name: 'payments',
    key: ['provider', 'account', 'paymentRef'],
    columns: {
      ...owner,
      paymentRef: 'text',
      orderRef: 'text',
      subscriptionRef: 'text',
      status: 'text',
      providerStatus: 'text',
      failureCode: 'text',
      ...amount,
      refundedMinor: 'numeric',
      chargedBackMinor: 'numeric',
      disputed: 'boolean',
      occurredAt: 'timestamptz',
      ...ownRow,
    },
  },
  refunds: {
    name: 'refunds',
    key: ['provider', 'account', 'refundRef'],
    columns: {
      ...owner,
      refundRef: 'text',
      paymentRef: 'text',
      status: 'text',
      ...amount,
      reason: 'text',
      occurredAt: 'timestamptz',
      ...ownRow,
    },
  },
  disputes: {
    name: 'disputes',
    key: ['provider', 'account', 'disputeRef', 'transactionRef'],
    columns: {
      ...owner,
      disputeRef: 'text',
      transactionRef: 'text',
      paymentRef: 'text',
      status: 'text',
      ...amount,
      reason: 'text',
      occurredAt: 'timestamptz',
      ...ownRow,
    },
  },
  subscriptions: {
    name: 'subscriptions',
    key: ['provider', 'account', 'subscriptionRef'],
    columns: {
      ...owner,
      subscriptionRef: 'text',
      ...merchant,
      customerRef: 'text',
      planRef: 'text',
      quantity: 'bigint',
      items: 'jsonb',
      status: 'text',
      providerStatus: 'text',
      currentPeriodStart: 'timestamptz',
      currentPeriodEnd: 'timestamptz',
      cancelAt: 'timestamptz',
      canceledAt: 'timestamptz',
      trialEnd: 'timestamptz',
      startsAt: 'timestamptz',
      collectionPaused: 'boolean',
      collectionResumesAt: 'timestamptz',
      paidPeriodStart: 'timestamptz',
      paidUntil: 'timestamptz',
      paidUntilSource: 'text',
      access: 'text',
      validUntil: 'timestamptz',
      accessEndReason: 'text',
      createdAt: 'timestamptz',
      updatedAt: 'timestamptz',
      ...foldedRow,
    },
  },
  changes: {
    name: 'changes',
    key: ['provider', 'account', 'kind', 'ref', 'eventKey', 'eventIndex'],
    columns: {
      ...owner,
      kind: 'text',
      ref: 'text',
      eventKey: 'text',
      eventIndex: 'int',
      from: 'jsonb',
      to: 'jsonb',
      moved: 'jsonb',
      at: 'timestamptz',
      place: 'int',
      ...ownRow,
    },
  },
} as const satisfies Readonly<Record<ProjectedTable, TableSpec>>;

/** Returns `"order_ref"` for `orderRef`. It is quoted because `from` and `to` are keywords of SQL. */
export const columnName = (name: string): string =>
  `"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;

/**
 * Returns `(SELECT …) AS given`, which gives rows to a statement as a table. Each column is one text parameter, its values joined by a
 * separator: Postgres splits a text in a fraction of the time that it takes to read JSON, and nothing has to be escaped.
 */
export function recordset(
  rows: readonly object[],
  columns: Readonly<Record<string, ColumnType>>,
  alias = 'given',
): Prisma.Sql {
  const entries = Object.entries(columns);
  const texts = entries.map(([name]) => columnOf(rows.map((row) => textOf((row as Row)[name]))));
  const typed = entries.map(([name, type]) =>
    type === 'text' ? `"${name}"` : `"${name}"::${type} AS "${name}"`,
  );
  return Prisma.sql`(
    SELECT ${Prisma.raw(typed.join(', '))} FROM unnest(${Prisma.join(texts)})
      AS texts (${Prisma.raw(entries.map(([name]) => `"${name}"`).join(', '))})
  ) AS ${Prisma.raw(alias)}`;
}
type Row = Readonly<Record<string, unknown>>;

const SEPARATOR = '\u001f';
const NOTHING = '\u001e';

/** Returns the values of a column as an SQL array of texts. */
function columnOf(values: readonly (string | null)[]): Prisma.Sql {
  // Values have no control characters, but this must not be relied on. An empty text would be split into no values.
  const isJoinable = values.every(
    (value) => value === null || !(value.includes(SEPARATOR) || value === NOTHING),
  );
  const text = values.map((value) => value ?? NOTHING).join(SEPARATOR);
  return isJoinable && text !== ''
    ? Prisma.sql`string_to_array(${text}, E'\\x1f', E'\\x1e')`
    : Prisma.sql`${values}::text[]`;
}

/** Returns a value as a text that Postgres can cast to the column's type. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return value.toString();
  // The JSON of a number or boolean is also its text.
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

/**
 * Returns a statement that inserts rows, and updates existing rows that differ. It does not write a row that is stored already. The rows of
 * one call must have different keys, because Postgres cannot update a row twice in one statement.
 */
export const upsert = (table: TableSpec, rows: readonly object[]): Prisma.Sql => {
  const { insert, select, conflict } = shapeOf(table);
  return Prisma.sql`${insert} SELECT ${select} FROM ${recordset(rows, table.columns)} ${conflict}`;
};

interface Shape {
  readonly insert: Prisma.Sql;
  readonly select: Prisma.Sql;
  readonly conflict: Prisma.Sql;
}

const shapes = new Map<TableSpec, Shape>();

function shapeOf(table: TableSpec): Shape {
  const known = shapes.get(table);
  if (known) return known;
  const names = Object.keys(table.columns);
  const texts = new Set(names.filter((name) => table.columns[name] === 'json').map(columnName));
  const values = names.filter((name) => !table.key.includes(name)).map(columnName);
  // Postgres compares no values of type `json`.
  const compared = (row: string) =>
    values.map((name) => `${row}.${name}${texts.has(name) ? '::text' : ''}`).join(', ');
  const shape = {
    insert: Prisma.raw(`INSERT INTO ${table.name} (${names.map(columnName).join(', ')})`),
    select: Prisma.raw(names.map((name) => `"${name}"`).join(', ')),
    conflict: Prisma.raw(
      `ON CONFLICT (${table.key.map(columnName).join(', ')}) DO UPDATE SET ${values
        .map((name) => `${name} = excluded.${name}`)
        .join(', ')} WHERE (${compared(table.name)}) IS DISTINCT FROM (${compared('excluded')})`,
    ),
  };
  shapes.set(table, shape);
  return shape;
}

/** A common table expression of the statement that writes a set. */
export interface Cte {
  readonly name: string;
  readonly sql: Prisma.Sql;
}
