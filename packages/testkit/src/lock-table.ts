import pg from 'pg';

/** Locks a table against writes until the returned function is called; a writer waits inside its transaction. */
export async function lockTable(databaseUrl: string, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'payspool-lock' });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${client.escapeIdentifier(table)} IN SHARE ROW EXCLUSIVE MODE`);
  return () => client.end(); // the transaction rolls back
}
