import { migrateDatabase, openDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { createDatabase, freePort } from '@payspool/testkit';
import { inject } from 'vitest';
import { type AppName, type RunningApp, spawnApp } from '../product/stack/spawn-app.ts';
import { createStopList } from '../product/stack/stop-in-reverse.ts';
import type { Backend } from './backends.ts';

/** A separate database with a queue, and the apps that a test starts on them. */
export async function openStack(
  backend: Backend,
  { place, migrated = true }: { readonly place: number; readonly migrated?: boolean },
) {
  const stops = createStopList();
  const postgresUrl = inject('postgresUrl');
  const testDatabase = await createDatabase({
    postgresUrl,
    ...(migrated && { template: inject('template') }),
  });
  stops.add(testDatabase.drop);
  const queueUrl = backend.queueUrl(testDatabase.url, place);
  if (migrated) {
    await migrateDatabase(testDatabase.url);
    await migrateQueue(queueUrl);
  }
  const database = openDatabase({ url: testDatabase.url, poolSize: 4, applicationName: 'payspool-e2e' });
  stops.add(database.close);
  const env = {
    DATABASE_URL: testDatabase.url,
    QUEUE_URL: queueUrl,
    PAYSPOOL_MODE: 'test',
    // Long enough for events that arrive out of order within a second, and short enough for a test.
    MERCHANT_REF_GRACE_SECONDS: '1',
    LOG_LEVEL: 'error',
  };
  return {
    env,
    db: database.prisma,
    add: stops.add,
    start: async (
      name: AppName,
      more: Readonly<Record<string, string>> = {},
      logFile?: string,
    ): Promise<RunningApp> =>
      stops.start(
        spawnApp({
          name,
          port: await freePort(),
          env: { ...env, ...more },
          ...(logFile !== undefined && { logFile }),
        }),
      ),
    close: stops.stopAll,
  };
}
export type Stack = Awaited<ReturnType<typeof openStack>>;

export const post = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
    signal: AbortSignal.timeout(10_000),
  });
