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
import { databaseUrlOf } from './environment.ts';

export { commandEnv, dataFile, localStack } from './environment.ts';

/**
 * Runs `work` on the database of the environment, or of the stack that `start` runs here, and closes it.
 *
 * @throws {UsageError} if there is neither
 */
export async function withDatabase<Result>(
  work: (db: Database, url: string) => Promise<Result>,
): Promise<Result> {
  const databaseUrl = databaseUrlOf();
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
