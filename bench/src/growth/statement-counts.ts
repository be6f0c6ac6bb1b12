import pg from 'pg';

/** The counters of Postgres in one database so far: statements, the rows that they returned or wrote, blocks touched, bytes of its log. */
export interface StatementCounts {
  readonly statements: number;
  readonly rows: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
}

const BLOCK_BYTES = 8192;

/** Reads over a separate connection, which is not counted. `pg_stat_statements` must be loaded. */
export async function openStatementCounts(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  return {
    read: async (): Promise<StatementCounts> => {
      const { rows } = await client.query<Record<'calls' | 'rows' | 'blocks' | 'wal', string | null>>(
        `SELECT sum(calls) AS calls, sum(rows) AS rows, sum(shared_blks_hit + shared_blks_read) AS blocks, sum(wal_bytes) AS wal
         FROM pg_stat_statements
         WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query NOT LIKE '%pg_stat_statements%'`,
      );
      const [row] = rows;
      return {
        statements: Number(row?.calls ?? 0),
        rows: Number(row?.rows ?? 0),
        readBytes: Number(row?.blocks ?? 0) * BLOCK_BYTES,
        writtenBytes: Number(row?.wal ?? 0),
      };
    },
    close: () => client.end(),
  };
}

/** The difference per event. */
export function perEvent(before: StatementCounts, after: StatementCounts, events: number): StatementCounts {
  const of = (key: keyof StatementCounts) => (after[key] - before[key]) / Math.max(1, events);
  return {
    statements: of('statements'),
    rows: of('rows'),
    readBytes: of('readBytes'),
    writtenBytes: of('writtenBytes'),
  };
}
