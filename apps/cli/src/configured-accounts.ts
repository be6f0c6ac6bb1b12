import { type Accounts, providers, providerVariables, readAccounts } from '@payspool/providers';
import { demoSecretProblems, type Env, fields, readSettings } from '@payspool/runtime';
import { z } from 'zod';

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
