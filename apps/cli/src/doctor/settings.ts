import { explainQueueUrl } from '@payspool/queue';
import { ConfigError, type Env, fields, readConfig, variableOf } from '@payspool/runtime';
import { z } from 'zod';
import { MissingSettingError } from './missing-setting-error.ts';

/** The settings that checks need. Each is read separately, so that a missing one affects only its own checks. */
export interface Settings {
  /** @throws {MissingSettingError} */
  readonly databaseUrl: () => string;
  /** @throws {MissingSettingError} if it is set but cannot be read */
  readonly databaseDirectUrl: () => string | undefined;
  /** @throws {MissingSettingError} */
  readonly queueUrl: () => string;
  /** In hours. @throws {MissingSettingError} if it cannot be read */
  readonly accessGraceHours: () => number;
}

export const readSettings = (env: Env): Settings => ({
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
