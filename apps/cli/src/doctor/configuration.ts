import { DurabilitySettings } from '@payspool/queue';
import { fields, problemsOf, readConfig } from '@payspool/runtime';
import { z } from 'zod';
import { configuredAccounts } from '../configured-accounts.ts';
import type { Check } from './check.ts';
import { failed, ok } from './finding.ts';
import { MissingSettingError } from './missing-setting-error.ts';
import type { Patient } from './patient.ts';

/** The settings that ingest and worker share, except the providers' own. The URLs are read one by one. */
const Shared = z.object({
  payspoolMode: fields.mode,
  endpointsFile: fields.endpointsFile,
  host: fields.host,
  logLevel: fields.logLevel,
  accessGraceHours: fields.accessGraceHours,
  ...DurabilitySettings.shape,
});

const NAME = 'configuration';
const REMEDY = 'correct it: see docs/reference/configuration.md';

/** All problems of the settings that ingest and worker share, one line each. */
export const configuration: Check = {
  name: NAME,
  run: async (patient) => {
    const problems = new Set([
      ...urlProblems(patient),
      ...problemsIn(() => readConfig(Shared, patient.env)),
      ...problemsIn(() => configuredAccounts(patient.env, { requireCredentials: true })),
    ]);
    if (problems.size > 0) return [...problems].map((problem) => failed(NAME, problem, REMEDY));
    return [
      ok(
        NAME,
        'the settings that ingest and worker share are valid; check the others with the option --check of each app',
      ),
    ];
  },
};

const urlProblems = ({ settings }: Patient): string[] =>
  [settings.databaseUrl, settings.databaseDirectUrl, settings.queueUrl].flatMap((read) => problemsIn(read));

function problemsIn(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof MissingSettingError) return [error.message];
    const problems = problemsOf(error);
    if (!problems) throw error;
    return problems;
  }
}
