import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { waitFor } from './wait-for.ts';

export interface TestDatabase {
  readonly url: string;
  /** Its name on the server, from which another database can be cloned. */
  readonly name: string;
  /** Closes every connection to it and removes it. */
  readonly drop: () => Promise<void>;
}

/** A new database on the server, cloned from `template` if one is named. */
export async function createDatabase({
  postgresUrl,
  template,
}: {
  readonly postgresUrl: string;
  readonly template?: string;
}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const source = template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)}`;
  await execute(postgresUrl, `CREATE DATABASE ${name}${source}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    drop: async () => {
      await untilLeft(postgresUrl, name);
      await execute(postgresUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** The server ends a session some time after its client has closed the connection. */
const LEAVING_MS = 1000;

/**
 * Waits until the sessions of a database have ended, or for a second: some tests leave sessions that nothing ends. A session that is ended by
 * force sends an error, which a client that has just closed its pool would throw.
 */
async function untilLeft(postgresUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    const sessions = async () =>
      (await client.query('SELECT 1 FROM pg_stat_activity WHERE datname = $1 LIMIT 1', [name])).rowCount;
    await waitFor(async () => (await sessions()) === 0, {
      timeoutMs: LEAVING_MS,
      everyMs: 20,
      what: 'the sessions to end',
    }).catch(() => undefined);
  } finally {
    await client.end();
  }
}

/** A migrated database that each test file clones; cloning takes a tenth of the time of migrating. Its `name` is the template. */
export async function prepareTemplate(
  postgresUrl: string,
  migrate: (url: string) => Promise<void>,
): Promise<TestDatabase> {
  const database = await createDatabase({ postgresUrl });
  await migrate(database.url);
  // A database with open connections cannot be cloned.
  await execute(postgresUrl, `ALTER DATABASE ${database.name} WITH ALLOW_CONNECTIONS false`);
  await execute(
    postgresUrl,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database.name}'`,
  );
  return database;
}

async function execute(postgresUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Locks a table against writes until the returned function is called; a writer waits inside its transaction. */
export async function lockTable(databaseUrl: string, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'payspool-lock' });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${client.escapeIdentifier(table)} IN SHARE ROW EXCLUSIVE MODE`);
  return () => client.end(); // the transaction rolls back
}
