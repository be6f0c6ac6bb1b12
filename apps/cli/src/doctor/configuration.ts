import { readFileSync } from 'node:fs';
import { AccountsError, loadAccounts, providers, providerVariables } from '@payspool/providers';
import { DurabilitySettings } from '@payspool/queue';
import { ConfigError, fields, readConfig } from '@payspool/runtime';
import { z } from 'zod';
import type { Check } from './check.ts';
import { readEnvFiles } from './env-files.ts';
import { failed, ok } from './finding.ts';
import { MissingSettingError } from './missing-setting-error.ts';
import type { Patient } from './patient.ts';
import { readSetting } from './settings.ts';

/** What ingest and worker both read, beside the providers' settings; the URLs are read one by one. */
const Shared = z.object({
  payspoolMode: fields.mode,
  endpointsFile: fields.endpointsFile,
  host: fields.host,
  logLevel: fields.logLevel,
  ...DurabilitySettings.shape,
});

const NAME = 'configuration';
const REMEDY = 'set it as docs/reference/configuration.md says';

/** Every problem of the settings that ingest and worker share, a line each. */
export const configuration: Check = {
  name: NAME,
  run: async (patient) => {
    const problems = [
      ...urlProblems(patient),
      ...problemsOf(() => readConfig(Shared, patient.env)),
      ...problemsOf(() => configuredAccounts(patient)),
    ];
    if (problems.length > 0) return problems.map((problem) => failed(NAME, problem, REMEDY));
    return [ok(NAME, 'everything that ingest and worker share can be read')];
  },
};

/**
 * The accounts that ingest would verify for.
 *
 * @throws {AccountsError}
 */
export function configuredAccounts({ env }: Pick<Patient, 'env'>) {
  const { env: read, problems } = readEnvFiles(env, providerVariables(providers));
  const accounts = () =>
    loadAccounts({
      providers,
      env: read,
      mode: orElse('live', () => readSetting('payspoolMode', fields.mode, env)),
      endpointsFile: orElse(undefined, () => readSetting('endpointsFile', fields.endpointsFile, env)),
      readFile: (path) => readFileSync(path, 'utf8'),
    });
  if (problems.length > 0) throw new AccountsError([...problems, ...problemsOf(accounts)]);
  return accounts();
}

/** One that cannot be read is among the problems, and no reason to miss the others. */
function orElse<Value>(otherwise: Value, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof MissingSettingError) return otherwise;
    throw error;
  }
}

const urlProblems = ({ settings }: Patient): string[] =>
  [settings.databaseUrl, settings.databaseDirectUrl, settings.queueUrl].flatMap((read) => problemsOf(read));

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof MissingSettingError) return [error.message];
    if (error instanceof ConfigError || error instanceof AccountsError) return error.problems;
    throw error;
  }
}
