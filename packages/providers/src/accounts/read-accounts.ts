import { readFileSync } from 'node:fs';
import type { Mode } from '../contract/index.ts';
import { providers } from '../registry.ts';
import type { Accounts } from './account.ts';
import { loadAccounts } from './load-accounts.ts';
import type { Env } from './settings-from-env.ts';

type Rules = Pick<Parameters<typeof loadAccounts>[0], 'demoSecretProblems' | 'requireCredentials'>;

/**
 * Every account of every provider, from an app's own settings and the environment. If the mode is invalid, the accounts are
 * checked as in test mode, so that only the mode is reported.
 *
 * @throws {AccountsError} when the returned function is called
 */
export const readAccounts =
  (rules: Rules) =>
  (
    {
      payspoolMode: mode = 'test',
      endpointsFile,
    }: { payspoolMode?: Mode; endpointsFile?: string | undefined },
    env: Env,
  ): Accounts =>
    loadAccounts({
      ...rules,
      providers,
      env,
      mode,
      endpointsFile,
      readFile: (path) => readFileSync(path, 'utf8'),
    });
