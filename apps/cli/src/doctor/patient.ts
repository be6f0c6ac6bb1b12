import { type Database, type OpenDatabase, openDatabase } from '@payspool/db';
import { inspectQueue, type QueueHealth } from '@payspool/queue';
import type { Env } from '@payspool/runtime';
import { readSettings, type Settings } from './settings.ts';

/** What the checks look at. */
export interface Patient {
  readonly env: Env;
  readonly settings: Settings;
  readonly now: () => Date;
  /** One pool for all checks; connects with the first query. @throws {MissingSettingError} */
  readonly database: () => Database;
  /** Asked once for all checks. Rejects with `MissingSettingError`, and with `QueueUnavailableError`. */
  readonly queue: () => Promise<QueueHealth>;
  readonly close: () => Promise<void>;
}

/** Of one exchange with the queue's store, less than a check has. */
export const EXCHANGE_MS = 4000;

/** Opens nothing yet. */
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
