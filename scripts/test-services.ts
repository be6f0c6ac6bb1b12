import { migrateDatabase } from '@payspool/db';
import { prepareTemplate, shareBundles, startServices } from '@payspool/testkit';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string | undefined;
    /** Name of a migrated database to clone. */
    template: string;
  }
}

interface Shared {
  users: number;
  readonly started: ReturnType<typeof start>;
}

/**
 * One Postgres and one Redis for the whole run, and a migrated database that each test file clones. Vitest runs this once per
 * project, each time as a separate module, so the shared state is stored on the process.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const key = Symbol.for('payspool.test-services');
  const holder = globalThis as { [key]?: Shared };
  const shared = (holder[key] ??= { users: 0, started: start() });
  shared.users += 1;
  const { services, template } = await shared.started;
  provide('postgresUrl', services.postgresUrl);
  provide('redisUrl', services.redisUrl);
  provide('template', template.name);
  return async () => {
    shared.users -= 1;
    if (shared.users === 0) await services.stop();
  };
}

async function start() {
  await shareBundles();
  const services = await startServices();
  console.log(services.description);
  const template = await prepareTemplate(services.postgresUrl, async (url) => {
    await migrateDatabase(url);
  });
  return { services, template };
}
