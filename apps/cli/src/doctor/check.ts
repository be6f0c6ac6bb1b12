import { type Database, type OpenDatabase, openDatabase } from '@payspool/db';
import { explainQueueUrl, inspectQueue, type QueueHealth } from '@payspool/queue';
import { ConfigError, type Env, fields, readConfig, variableOf } from '@payspool/runtime';
import { z } from 'zod';

/** One check. Rejects if the check cannot be made, which also counts as failed. */
export interface Check {
  readonly name: string;
  readonly run: (deployment: Deployment) => Promise<readonly Finding[]>;
}

/** The result of a check: one line of the doctor's table. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly found: string;
  /** How to fix it, if it is not ok. */
  readonly remedy?: string;
}

export const ok = (name: string, found: string): Finding => ({ name, status: 'ok', found });
export const warning = (name: string, found: string, remedy: string): Finding => ({
  name,
  status: 'warning',
  found,
  remedy,
});
export const failed = (name: string, found: string, remedy: string): Finding => ({
  name,
  status: 'failed',
  found,
  remedy,
});

/** The deployment that the checks examine. */
export interface Deployment {
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
export function openDeployment({ env, now }: Pick<Deployment, 'env' | 'now'>): Deployment {
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

/** The settings that checks need. Each is read separately, so that a missing one affects only its own checks. */
interface Settings {
  /** @throws {MissingSettingError} */
  readonly databaseUrl: () => string;
  /** @throws {MissingSettingError} if it is set but cannot be read */
  readonly databaseDirectUrl: () => string | undefined;
  /** @throws {MissingSettingError} */
  readonly queueUrl: () => string;
  /** In hours. @throws {MissingSettingError} if it cannot be read */
  readonly accessGraceHours: () => number;
}

const readSettings = (env: Env): Settings => ({
  databaseUrl: () => readSetting('databaseUrl', fields.databaseUrl, env),
  databaseDirectUrl: () => readSetting('databaseDirectUrl', fields.databaseDirectUrl, env),
  queueUrl: () => readSetting('queueUrl', QueueUrl, env),
  accessGraceHours: () => readSetting('accessGraceHours', fields.accessGraceHours, env),
});

const QueueUrl = fields.queueUrl.superRefine(explainQueueUrl);

function readSetting<Field extends z.ZodType>(key: string, field: Field, env: Env): z.output<Field> {
  try {
    const values: Record<string, unknown> = readConfig(z.object({ [key]: field }), env);
    return values[key] as z.output<Field>;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new MissingSettingError(variableOf(key), error.problems.join('; '));
  }
}

/** A setting is missing or cannot be read, so the check cannot be made. */
export class MissingSettingError extends Error {
  readonly code = 'missing_setting';
  override readonly name = 'MissingSettingError';
  readonly variable: string;

  constructor(variable: string, problem: string) {
    super(problem);
    this.variable = variable;
  }
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** Milliseconds as `26 h`, in the largest unit that fits at least twice. */
export function describeAge(ms: number): string {
  const unit = UNITS.find(([, size]) => ms >= 2 * size);
  return unit ? `${Math.floor(ms / unit[1])} ${unit[0]}` : `${Math.floor(ms / 1000)} s`;
}
