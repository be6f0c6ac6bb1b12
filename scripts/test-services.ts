import { migrateDatabase } from '@payspool/db';
import { prepareTemplate, startServices } from '@payspool/testkit';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string | undefined;
    /** Name of a migrated database to clone. */
    template: string;
  }
}

/** One Postgres and one Redis for the whole run, and a migrated database that each test file clones. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const services = await startServices();
  console.log(services.description);
  const template = await prepareTemplate(services.postgresUrl, async (url) => {
    await migrateDatabase(url);
  });
  provide('postgresUrl', services.postgresUrl);
  provide('redisUrl', services.redisUrl);
  provide('template', template.name);
  return services.stop;
}
