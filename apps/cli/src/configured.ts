import { type Database, openDatabase } from '@payspool/db';
import {
  demoSecretProblems,
  type Env,
  fields,
  projectionFields,
  readConfig,
  readSettings,
} from '@payspool/runtime';
import { z } from 'zod';
import { type Accounts, providers, providerVariables, readAccounts } from '@payspool/providers';
import { type ProjectionSettings, projectionSettings } from '@payspool/projection';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './failure.ts';

const DatabaseConfig = z.object({ databaseUrl: fields.databaseUrl });

/**
 * Runs `work` on the database of the environment, or of the stack that `start` runs here, and closes it.
 *
 * @throws {UsageError} if there is neither
 */
export async function withDatabase<Result>(
  work: (db: Database, url: string) => Promise<Result>,
): Promise<Result> {
  const env = commandEnv();
  if (!env['DATABASE_URL'] && !env['DATABASE_URL_FILE'])
    throw new UsageError('DATABASE_URL is not set, and `start` is not running in this folder');
  const { databaseUrl } = readConfig(DatabaseConfig, env);
  const database = openDatabase({ url: databaseUrl, poolSize: 4, applicationName: 'payspool-cli' });
  try {
    return await work(database.prisma, databaseUrl);
  } finally {
    await database.close();
  }
}

const AccountsConfig = z.object({ payspoolMode: fields.mode, endpointsFile: fields.endpointsFile });

/**
 * The accounts in an environment: those for which ingest would verify deliveries or, without `requireCredentials`, all that can be read.
 *
 * @throws {ConfigError} with every problem
 */
export const configuredAccounts = (
  env: Env,
  { requireCredentials }: { readonly requireCredentials: boolean },
): Accounts =>
  readSettings({
    schema: AccountsConfig,
    env,
    variables: providerVariables(providers),
    parts: {
      accounts: readAccounts({ demoSecretProblems, requireCredentials }),
    },
  }).accounts;

const ProjectionConfig = z.object(projectionFields);

/**
 * The settings with which the worker folds in this environment. A command that folds with other settings would write different rows.
 *
 * @throws {ConfigError} with every problem
 */
export const configuredProjection = (env: Env): ProjectionSettings =>
  projectionSettings(readConfig(ProjectionConfig, env));

const Variables = z.record(z.string(), z.string());

/** The path of a file of the local stack, in the data directory of `start`. */
export const dataFile = (name: string): string => join(process.env['DATA_DIR']?.trim() || '.data', name);

/** The variables of the stack that `start` runs in this checkout; empty if none runs. */
export function localStack(): Env {
  try {
    return Variables.parse(JSON.parse(readFileSync(dataFile('stack.json'), 'utf8')));
  } catch {
    return {};
  }
}

/** The environment for a command: the caller's, or that of the running local stack if the caller's names no database. */
export function commandEnv(): Env {
  const named = process.env['DATABASE_URL'] || process.env['DATABASE_URL_FILE'];
  return named ? process.env : { ...localStack(), ...process.env };
}
