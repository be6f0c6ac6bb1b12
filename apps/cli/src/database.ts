import { type Database, openDatabase } from '@payspool/db';
import { fields, readConfig } from '@payspool/runtime';
import { z } from 'zod';
import { commandEnv } from './local-stack.ts';
import { UsageError } from './usage-error.ts';

const DatabaseConfig = z.object({ databaseUrl: fields.databaseUrl });

/**
 * Runs `work` on the database of the environment, or of the stack that `start` runs here, and closes it.
 *
 * @throws {UsageError} if there is neither
 */
export async function withDatabase<Result>(
  work: (db: Database, url: string) => Promise<Result>,
): Promise<Result> {
  const env = commandEnv();
  if (!env['DATABASE_URL'] && !env['DATABASE_URL_FILE'])
    throw new UsageError('DATABASE_URL is not set, and `start` is not running in this folder');
  const { databaseUrl } = readConfig(DatabaseConfig, env);
  const database = openDatabase({ url: databaseUrl, poolSize: 4, applicationName: 'payspool-cli' });
  try {
    return await work(database.prisma, databaseUrl);
  } finally {
    await database.close();
  }
}
