import { readFile } from 'node:fs/promises';
import { migrateDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { createDatabase, prepareTemplate, startPostgresServer, type TestDatabase } from '@payspool/testkit';
import pg from 'pg';
import type { Stops } from '../bench-context.ts';

const NAIVE_TABLES = new URL('../../prisma/naive.sql', import.meta.url);

export type TableSet = 'payspool' | 'naive' | 'queue';

export interface BenchPostgres {
  readonly url: string;
  /** A fresh database with these tables. A checkpoint runs first, so that no checkpoint for earlier writes falls into the measurement. */
  readonly freshDatabase: (tables: TableSet) => Promise<TestDatabase>;
  readonly stop: () => Promise<void>;
}

/**
 * An embedded Postgres with default durability: `fsync`, `full_page_writes` and `synchronous_commit` are on. With `instrumented` it also
 * counts statements (`pg_stat_statements`) and keeps the time of each commit (`track_commit_timestamp`), for the sections that need them.
 * With `fsync: false` its times have no meaning.
 */
export async function startBenchPostgres({
  stops,
  instrumented,
  fsync = true,
}: {
  readonly stops: Stops;
  readonly instrumented: boolean;
  readonly fsync?: boolean;
}): Promise<BenchPostgres> {
  const settings: Readonly<Record<string, string>> = instrumented
    ? { shared_preload_libraries: 'pg_stat_statements', track_commit_timestamp: 'on' }
    : {};
  const { url, stop } = await stops.start(startPostgresServer({ settings, fsync }));
  const templates = new Map<TableSet, Promise<TestDatabase>>();
  const templateOf = (tables: TableSet) => {
    const made = templates.get(tables) ?? prepareTemplate(url, MIGRATE[tables]);
    templates.set(tables, made);
    return made;
  };
  return {
    url,
    freshDatabase: async (tables) => {
      const { name } = await templateOf(tables);
      const database = await createDatabase({ postgresUrl: url, template: name });
      if (fsync) await runSql(url, 'CHECKPOINT');
      return database;
    },
    stop,
  };
}

const MIGRATE: Readonly<Record<TableSet, (url: string) => Promise<void>>> = {
  payspool: async (url) => void (await migrateDatabase(url)),
  naive: async (url) => runSql(url, await readFile(NAIVE_TABLES, 'utf8')),
  queue: migrateQueue,
};

async function runSql(url: string, sql: string): Promise<void> {
  await askPostgres(url, (client) => client.query(sql));
}

/** Opens one connection and closes it after `ask`. */
export async function askPostgres<T>(url: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}

/** Returns the only number in the result of a query. */
export async function askNumber(url: string, sql: string): Promise<number> {
  return askPostgres(url, async (client) => {
    const { rows } = await client.query<{ readonly value: string }>(`SELECT (${sql}) AS value`);
    return Number(rows[0]?.value ?? 0);
  });
}
