import { migrateDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { fields, readConfig } from '@payspool/runtime';
import { Command } from 'commander';
import { z } from 'zod';

/** Migrations run on a direct connection: a pooler in transaction mode would lose their locks. */
export const MigrateConfig = z.object({
  databaseUrl: fields.databaseUrl,
  databaseDirectUrl: fields.databaseUrl.optional().meta({
    description: 'Postgres without a pooler, for migrations. Set it if DATABASE_URL goes through a pooler.',
    secret: true,
  }),
  queueUrl: fields.queueUrl.optional(),
});

export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'Migrate the database to this version, and the queue too if it is in Postgres. May run twice and in parallel.',
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
