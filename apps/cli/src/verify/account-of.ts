import { DEFAULT_ACCOUNT, loadAccounts, type Mode, type Provider, providers } from '@payspool/providers';
import { readFileSync } from 'node:fs';
import { problemsOf } from '@payspool/runtime';
import { UsageError } from '../failure.ts';
import { pathOf } from './path-of.ts';
import type { Question, Settings } from './settings-of.ts';

/** The account to which a delivery was posted. */
export interface QuestionedAccount {
  readonly name: string;
  readonly mode: Mode;
  /** Its settings in the endpoints file. Absent for `default`, which has its settings in variables. */
  readonly settings?: Settings;
}

/**
 * The account that the path names, as ingest finds it: by its name, or by its token. Without `ENDPOINTS_FILE` it is `default`.
 *
 * @throws {UsageError} if the endpoints file is invalid, or has no account of this name
 */
export function accountOf(provider: Provider, question: Question): QuestionedAccount {
  const { env } = question;
  const mode = env['PAYSPOOL_MODE'] === 'test' ? 'test' : 'live';
  const byDefault = { name: DEFAULT_ACCOUNT, mode } as const;
  const endpointsFile = env['ENDPOINTS_FILE'];
  const { segment = DEFAULT_ACCOUNT } = pathOf(question.path, provider);
  if (!endpointsFile || segment === DEFAULT_ACCOUNT) return byDefault;
  const ofProvider = readFile(endpointsFile, mode)
    .of(provider.slug)
    .filter(({ name }) => name !== DEFAULT_ACCOUNT);
  if (provider.route === 'token')
    return ofProvider.find(({ settings }) => settings['pathToken'] === segment) ?? byDefault;
  const named = ofProvider.find(({ name }) => name === segment);
  if (!named)
    throw new UsageError(
      `ENDPOINTS_FILE has no account ${segment} of ${provider.slug}, so ingest answers 404 at this path`,
    );
  return named;
}

/** The accounts of the file. The variables of `default` are not read here. */
function readFile(endpointsFile: string, mode: Mode) {
  try {
    return loadAccounts({
      providers,
      env: {},
      mode,
      endpointsFile,
      readFile: (path) => readFileSync(path, 'utf8'),
      demoSecretProblems: () => [],
      requireCredentials: false,
    });
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    throw new UsageError(...problems);
  }
}
