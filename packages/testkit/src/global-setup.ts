import type { TestProject } from 'vitest/node';
import { startServices } from './services.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string | undefined;
  }
}

/** Vitest's global setup: starts the services, tells the tests where they are, and hands back how they end. */
export default async function setup({ provide }: Pick<TestProject, 'provide'>): Promise<() => Promise<void>> {
  const services = await startServices();
  provide('postgresUrl', services.postgresUrl);
  provide('redisUrl', services.redisUrl);
  console.log(services.description);
  return services.stop;
}
