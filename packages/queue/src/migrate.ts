import { runMigrations } from 'bullmq';
import pg from 'pg';
import { withSettings } from './store/postgres-connection.ts';
import { createRefusalTable } from './store/refusal-store.ts';
import { createCacheTable } from './store/shared-cache-store.ts';
import { parseQueueUrl } from './queue-url.ts';

/**
 * Creates or updates the tables of the queue; BullMQ's own in one transaction. On Redis it does nothing. Producers and workers never
 * migrate: they refuse to run if tables are missing.
 *
 * @throws {InvalidQueueUrlError}
 */
export async function migrateQueue(url: string): Promise<void> {
  const target = parseQueueUrl(url);
  if (target.backend !== 'postgres') return;
  const client = new pg.Client({
    // No time limits: an index of a large table may take long.
    connectionString: withSettings(target.connectionString, {
      statement_timeout: '0',
      idle_in_transaction_session_timeout: '0',
    }),
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined); // the running statement rejects
  await client.connect();
  try {
    await runMigrations(client);
    await createCacheTable(client);
    await createRefusalTable(client);
  } finally {
    await client.end();
  }
}
