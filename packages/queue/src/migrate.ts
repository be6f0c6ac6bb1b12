import { runMigrations } from 'bullmq';
import pg from 'pg';
import { withSettings } from './store/postgres-connection.ts';
import { createCacheTable } from './store/shared-cache-store.ts';
import { parseQueueUrl } from './url/queue-url.ts';

/**
 * Creates or updates the queue's tables, BullMQ's in one transaction; where the queue is Redis there is nothing to do.
 * Producers and workers never migrate: they refuse to run on tables that are missing.
 *
 * @throws {InvalidQueueUrlError}
 */
export async function migrateQueue(url: string): Promise<void> {
  const target = parseQueueUrl(url);
  if (target.backend !== 'postgres') return;
  const client = new pg.Client({
    // Without limits: an index of a large table takes as long as it takes.
    connectionString: withSettings(target.connectionString, {
      statement_timeout: '0',
      idle_in_transaction_session_timeout: '0',
    }),
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined); // the statement that runs rejects
  await client.connect();
  try {
    await runMigrations(client);
    await createCacheTable(client);
  } finally {
    await client.end();
  }
}
