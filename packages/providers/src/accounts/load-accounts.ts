import { z } from 'zod';
import type { Mode, Provider } from '../contract/index.ts';
import { type Account, type Accounts, DEFAULT_ACCOUNT, indexAccounts } from './account.ts';
import { type EndpointEntry, parseEndpointsFile } from './endpoints-file.ts';
import { type Env, settingsFromEnv, variableName } from './settings-from-env.ts';

/** Configuration that cannot be used; `problems` has a sentence for each fault, none of which quotes a value. */
export class AccountsError extends Error {
  readonly code = 'accounts_invalid';
  override readonly name = 'AccountsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * Every account that is configured: one per provider from its variables, under the name `default`, and those of the
 * endpoints file. `env` has secrets read from their `…_FILE`s already. All problems are reported at once.
 *
 * `requireCredentials: false` also lists accounts that could not verify anything: the worker reads, it does not verify.
 *
 * @throws {AccountsError}
 */
export function loadAccounts(options: {
  readonly providers: readonly Provider[];
  readonly env: Env;
  readonly mode: Mode;
  /** Path of the YAML file. */
  readonly endpointsFile?: string | undefined;
  readonly readFile: (path: string) => string;
  readonly requireCredentials?: boolean;
}): Accounts {
  const problems: string[] = [];
  const accounts = [...fromVariables(options, problems), ...fromFile(options, problems)];
  const names = accounts.map(({ provider, name }) => `${provider.slug}/${name}`);
  for (const name of new Set(names.filter((entry, at) => names.indexOf(entry) !== at))) {
    problems.push(`the account ${name} is configured twice`);
  }
  if (problems.length > 0) throw new AccountsError(problems);
  return indexAccounts(accounts);
}

type Options = Parameters<typeof loadAccounts>[0];

function fromVariables({ providers, env, mode, requireCredentials }: Options, problems: string[]): Account[] {
  return providers.flatMap((provider) => {
    try {
      const settings = settingsFromEnv(provider, env);
      const wanted = requireCredentials === false || provider.isConfigured(settings);
      return wanted ? [{ provider, name: DEFAULT_ACCOUNT, mode, settings }] : [];
    } catch (error) {
      problems.push(...describe(error, (key) => variableName(provider.slug, key)));
      return [];
    }
  });
}

function fromFile({ endpointsFile, ...options }: Options, problems: string[]): Account[] {
  const text =
    endpointsFile === undefined
      ? undefined
      : readOrComplain(endpointsFile, 'ENDPOINTS_FILE', options, problems);
  if (text === undefined) return [];
  const parsed = parseEndpointsFile(text);
  problems.push(...parsed.problems);
  return parsed.entries.flatMap((entry, at) => {
    const where = `ENDPOINTS_FILE: endpoints.${at} (${entry.provider}/${entry.account})`;
    const provider = options.providers.find(({ slug }) => slug === entry.provider);
    if (!provider) {
      problems.push(`${where}: there is no provider ${entry.provider}`);
      return [];
    }
    try {
      const settings = provider.settings
        .strict()
        .parse(readFiles(entry, (path) => readOrComplain(path, where, options, problems)));
      const usable = options.requireCredentials === false || provider.isConfigured(settings);
      if (!usable) problems.push(`${where}: nothing to verify deliveries with`);
      return usable ? [{ provider, name: entry.account, mode: entry.mode ?? options.mode, settings }] : [];
    } catch (error) {
      problems.push(...describe(error, (key) => `${where}: ${key}`));
      return [];
    }
  });
}

/** The entry's settings, with every `…File` replaced by what the file holds. */
function readFiles(
  entry: EndpointEntry,
  read: (path: string) => string | undefined,
): Record<string, unknown> {
  const { provider: _provider, account: _account, mode: _mode, ...settings } = entry;
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) =>
      key.endsWith('File') && typeof value === 'string'
        ? [key.slice(0, -'File'.length), read(value)]
        : [key, value],
    ),
  );
}

function readOrComplain(
  path: string,
  where: string,
  { readFile }: Pick<Options, 'readFile'>,
  problems: string[],
) {
  try {
    return readFile(path).trim();
  } catch (error) {
    problems.push(`${where}: a file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
    return undefined;
  }
}

function describe(error: unknown, nameOf: (key: string) => string): string[] {
  if (!(error instanceof z.ZodError)) throw error;
  return error.issues.map((issue) => {
    const [key, ...rest] = issue.path.map(String);
    return `${nameOf(key ?? '')}${rest.length > 0 ? ` (entry ${rest.join('.')})` : ''}: ${issue.message}`;
  });
}
