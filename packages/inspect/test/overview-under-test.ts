import { type OpenReader, openReader, raw, type Reader, sql, type Sql } from '@payspool/db/reader';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, inject } from 'vitest';

export const NOW = new Date('2026-03-01T12:00:00Z');
export const before = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

/** A migrated database of this test file, and a reader on it; both may be used from `beforeAll` on. */
export function useReader(): { readonly reader: Reader; readonly run: (statement: Sql) => Promise<void> } {
  let database: TestDatabase | undefined;
  let open: OpenReader | undefined;
  beforeAll(async () => {
    database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
    open = openReader({ url: database.url, statementMs: 60_000 });
  });
  afterAll(async () => {
    await open?.close();
    await database?.drop();
  });
  const reader: Reader = {
    query: (statement) => {
      if (!open) throw new Error('the database is there once the tests run');
      return open.reader.query(statement);
    },
  };
  return { reader, run: async (statement) => void (await reader.query(statement)) };
}

/** Writes events of one account and type, one for each time. */
export const addEvents = (
  run: (statement: Sql) => Promise<void>,
  {
    name = 'stripe/eu',
    type = 'charge.succeeded',
    source = 'delivery',
    status = 'applied',
    times,
    lagMs = 0,
    error,
  }: {
    readonly name?: string;
    readonly type?: string;
    readonly source?: string;
    readonly status?: string;
    readonly times: readonly Date[];
    readonly lagMs?: number;
    readonly error?: string;
  },
): Promise<void> => {
  const [provider, account] = name.split('/');
  const key = `${name} ${type} ${source} ${status} ${error ?? ''}`;
  return run(sql`
    INSERT INTO events (provider, account, event_key, type, source, status, received_at, applied_at, mode, error, canonical, headers)
    SELECT ${provider}, ${account}, ${key} || ' ' || at || ' ' || number, ${type}, ${source}::event_source, ${status}::event_status, at,
      CASE WHEN ${status} = 'applied' THEN at + make_interval(secs => ${lagMs / 1000}) END, 'live', ${error ?? null}, '[]', '{}'
    FROM unnest(${times}::timestamptz[]) WITH ORDINALITY AS given (at, number)`);
};

/** The nodes of a statement's plan that read tables: `Index Scan using events_pkey on events`. */
export async function scansOf(reader: Reader, ask: (reader: Reader) => Promise<unknown>): Promise<string[]> {
  const statements: Sql[] = [];
  const noting: Reader = {
    query: async (statement) => {
      statements.push(statement);
      return reader.query(statement);
    },
  };
  await ask(noting);
  const plans = await Promise.all(
    statements.map((statement) =>
      reader.query<{ 'QUERY PLAN': string }>(sql`${raw('EXPLAIN')} ${statement}`),
    ),
  );
  const lines = plans.flat().map((row) => row['QUERY PLAN']);
  return lines.flatMap((line) => /(\w[\w ]*Scan(?: Backward)? (?:using \w+ )?on \w+)/.exec(line)?.[1] ?? []);
}
