import pg from 'pg';
import { CONNECT_TIMEOUT_MS } from './session-client.ts';

/**
 * The time zone of a session that does not set one: `Asia/Kolkata`. It is the default of the role, the database or the server.
 * Older releases stored times in this zone.
 */
export async function defaultTimeZone(url: string): Promise<string> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'payspool-time-zone',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => undefined); // the running query rejects
  await client.connect();
  try {
    const { rows } = await client.query<{ zone: string }>("SELECT current_setting('TimeZone') AS zone");
    return rows[0]?.zone ?? 'UTC';
  } finally {
    await client.end();
  }
}
