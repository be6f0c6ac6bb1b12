import { providers, providerVariables, readAccounts } from '@payspool/providers';
import { demoSecretProblems, type Env, readSettings } from '@payspool/runtime';
import { IngestConfig } from './config.ts';

/**
 * Reads all settings of ingest from the environment.
 *
 * @throws {ConfigError} with every problem
 */
export const readIngestSettings = (env: Env) =>
  readSettings({
    schema: IngestConfig,
    env,
    variables: providerVariables(providers),
    parts: {
      accounts: readAccounts({ demoSecretProblems }),
    },
  });
