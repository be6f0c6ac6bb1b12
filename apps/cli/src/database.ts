import { type Database, openDatabase } from '@payspool/db';
import { fields, readConfig } from '@payspool/runtime';
import { z } from 'zod';
import { commandEnv } from './local-stack.ts';

const DatabaseConfig = z.object({ databaseUrl: fields.databaseUrl });

/** Runs `work` on the database of the environment, or of the stack that `start` keeps running here, and closes it. */
export async function withDatabase<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
  const { databaseUrl } = readConfig(DatabaseConfig, commandEnv());
  const database = openDatabase({ url: databaseUrl, poolSize: 4, applicationName: 'payspool-cli' });
  try {
    return await work(database.prisma);
  } finally {
    await database.close();
  }
}
