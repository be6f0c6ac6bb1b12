import { migrateDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { fields, readConfig } from '@payspool/runtime';
import { Command } from 'commander';
import { z } from 'zod';

/** Migrations run on a direct connection: a transaction pooler does not keep their locks. */
export const MigrateConfig = z.object({
  databaseUrl: fields.databaseUrl,
  databaseDirectUrl: fields.databaseUrl.optional().meta({
    description: 'Postgres without a pooler, for migrations, where DATABASE_URL goes through one.',
    secret: true,
  }),
  queueUrl: fields.queueUrl.optional(),
});

export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'Bring the database, and the queue where it lives in Postgres, to this version. Safe to run twice and in parallel.',
    )
    .action(async () => {
      const config = readConfig(MigrateConfig, process.env);
      const { applied } = await migrateDatabase(config.databaseDirectUrl ?? config.databaseUrl);
      for (const name of applied) console.log(`applied ${name}`);
      if (config.queueUrl) await migrateQueue(config.queueUrl);
      console.log(
        applied.length === 0
          ? 'the database is up to date'
          : `${applied.length} applied, the database is up to date`,
      );
    });
}
