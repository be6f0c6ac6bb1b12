import { type Database, type OpenDatabase, openDatabase } from '@payspool/db';
import { inspectQueue, type QueueHealth } from '@payspool/queue';
import type { Env } from '@payspool/runtime';
import { readSettings, type Settings } from './settings.ts';

/** The deployment that the checks examine. */
export interface Patient {
  readonly env: Env;
  readonly settings: Settings;
  readonly now: () => Date;
  /** One pool for all checks; it connects with the first query. @throws {MissingSettingError} */
  readonly database: () => Database;
  /** Read once for all checks. Rejects with `MissingSettingError` or `QueueUnavailableError`. */
  readonly queue: () => Promise<QueueHealth>;
  readonly close: () => Promise<void>;
}

/** Time limit of one exchange with the queue's store, shorter than that of a check. */
export const EXCHANGE_MS = 4000;

/** Opens no connection yet. */
export function openPatient({ env, now }: Pick<Patient, 'env' | 'now'>): Patient {
  const settings = readSettings(env);
  let opened: OpenDatabase | undefined;
  let asked: Promise<QueueHealth> | undefined;
  const openQueue = async () => inspectQueue({ url: settings.queueUrl(), timeoutMs: EXCHANGE_MS, now });
  return {
    env,
    settings,
    now,
    database: () =>
      (opened ??= openDatabase({
        url: settings.databaseUrl(),
        poolSize: 3,
        applicationName: 'payspool-doctor',
      })).prisma,
    queue: () => (asked ??= openQueue()),
    close: async () => opened?.close(),
  };
}
