import { readFileSync } from 'node:fs';
import type { Mode } from '../contract/index.ts';
import { providers } from '../registry.ts';
import type { Accounts } from './account.ts';
import { loadAccounts } from './load-accounts.ts';
import type { Env } from './settings-from-env.ts';

type Rules = Pick<Parameters<typeof loadAccounts>[0], 'demoSecretProblems' | 'requireCredentials'>;

/**
 * Every account of every provider, by an app's own settings and the environment that they come from. Of a mode that could not be
 * read nothing is said but that: the accounts are then looked at as in test mode.
 *
 * @throws {AccountsError} from the function that it returns
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
