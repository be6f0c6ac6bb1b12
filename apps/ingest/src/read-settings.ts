import { readFileSync } from 'node:fs';
import { loadAccounts, providers, providerVariables } from '@payspool/providers';
import { demoSecretProblems, type Env, readSettings } from '@payspool/runtime';
import { IngestConfig } from './config.ts';

/**
 * Everything that an environment says to ingest.
 *
 * @throws {ConfigError} with every problem
 */
export const readIngestSettings = (env: Env) =>
  readSettings({
    schema: IngestConfig,
    env,
    variables: providerVariables(providers),
    parts: {
      // Of a mode that cannot be read nothing is said but that.
      accounts: ({ payspoolMode: mode = 'test', endpointsFile }, given) =>
        loadAccounts({
          providers,
          env: given,
          mode,
          endpointsFile,
          readFile: (path) => readFileSync(path, 'utf8'),
          demoSecretProblems,
        }),
    },
  });
