import { createDatabase } from '@payspool/testkit';
import pg from 'pg';
import { expect, inject, it } from 'vitest';
import { createPool } from '../src/store/postgres-connection.ts';

it('a session of the queue has the settings that it needs, with any defaults of the database', async () => {
  const database = await createDatabase({ postgresUrl: inject('postgresUrl') });
  const admin = new pg.Client(database.url);
  await admin.connect();
  const defaults = {
    TimeZone: 'Asia/Kolkata',
    DateStyle: 'SQL, DMY',
    default_transaction_isolation: 'serializable',
    lock_timeout: '1ms',
    statement_timeout: '1ms',
  };
  for (const [name, value] of Object.entries(defaults))
    await admin.query(
      `ALTER DATABASE ${database.name} SET ${name} = ${name === 'DateStyle' ? value : `'${value}'`}`,
    );
  await admin.end();
  const pool = createPool(database.url, { max: 1, timeoutMs: 4000 });
  try {
    const { rows } = await pool.query<{ name: string; value: string }>(
      'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name',
      [[...Object.keys(defaults), 'search_path', 'idle_in_transaction_session_timeout']],
    );
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual({
      TimeZone: 'UTC',
      DateStyle: 'ISO, MDY',
      default_transaction_isolation: 'read committed',
      lock_timeout: '0',
      statement_timeout: '4s',
      search_path: 'bullmq',
      idle_in_transaction_session_timeout: '30s',
    });
  } finally {
    await pool.end();
    await database.drop();
  }
});
