import { grantDashboardRole, migrateDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { fields, readConfig } from '@payspool/runtime';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';

/** Migrations run on a direct connection: a pooler in transaction mode would lose their locks. */
export const MigrateConfig = z.object({
  databaseUrl: fields.databaseUrl,
  databaseDirectUrl: fields.databaseUrl.optional().meta({
    description: 'Postgres without a pooler, for migrations. Set it if DATABASE_URL goes through a pooler.',
    secret: true,
  }),
  dashboardDatabaseUrl: fields.databaseUrl.optional().meta({
    description:
      'Postgres with the role of the dashboard. If that role does not exist yet, `payspool migrate --dashboard-role` creates it with this password.',
    secret: true,
  }),
  queueUrl: fields.queueUrl.optional(),
});

export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'Migrate the database to this version, and the queue too if it is in Postgres. May run twice and in parallel.',
    )
    .option(
      '--dashboard-role <name>',
      'give this role the rights of the dashboard: it reads everything but bodies, and changes no rows. Creates the role if DASHBOARD_DATABASE_URL has its name and password',
      roleName,
    )
    .action(async ({ dashboardRole }: { dashboardRole?: string }) => {
      const config = readConfig(MigrateConfig, process.env);
      const url = config.databaseDirectUrl ?? config.databaseUrl;
      const { applied } = await migrateDatabase(url);
      for (const name of applied) console.log(`applied ${name}`);
      if (dashboardRole !== undefined) {
        const password = passwordOf(config.dashboardDatabaseUrl, dashboardRole);
        await grantDashboardRole(url, { role: dashboardRole, password });
        console.log(`the role ${dashboardRole} has the rights of the dashboard`);
      }
      if (config.queueUrl) await migrateQueue(config.queueUrl);
      console.log(
        applied.length === 0
          ? 'the database is up to date'
          : `${applied.length} applied, the database is up to date`,
      );
    });
}

function roleName(text: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(text)) return text;
  throw new InvalidArgumentError('expected small letters, digits and underscores.');
}

/** The password in the dashboard's URL, if the URL is that of this role. */
function passwordOf(url: string | undefined, role: string): string | undefined {
  if (url === undefined) return undefined;
  const { username, password } = new URL(url);
  return decodeURIComponent(username) === role && password !== '' ? decodeURIComponent(password) : undefined;
}
