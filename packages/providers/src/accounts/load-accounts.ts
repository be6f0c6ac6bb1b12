import { type Mode, type Provider, trimAscii } from '../contract/index.ts';
import { type Account, type Accounts, DEFAULT_ACCOUNT, indexAccounts } from './account.ts';
import { type EndpointEntry, parseEndpointsFile } from './endpoints-file.ts';
import { type Env, givenInEnv, settingProblems, settingsFromEnv, variableName } from './settings-from-env.ts';

/** The configuration is invalid. `problems` has one sentence per error and never quotes a value. */
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
 * Every configured account: one per provider from its variables, with the name `default`, and those of the endpoints file. `env`
 * already has the secrets from `…_FILE` variables. A live account with a demo secret is a problem. All problems are reported at
 * once.
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
  /** One sentence for each setting with a public demo secret, which a live account may not have. */
  readonly demoSecretProblems: (
    settings: Readonly<Record<string, unknown>>,
    nameOf: (key: string) => string,
  ) => readonly string[];
  readonly requireCredentials?: boolean;
}): Accounts {
  const problems: string[] = [];
  const entries = readEntries(options, problems);
  const fromEnv = fromVariables(options, problems);
  const accounts = [...fromEnv, ...fromFile(entries, options, problems)];
  const names = [
    ...fromEnv.map(({ provider, name }) => `${provider.slug}/${name}`),
    ...entries.flatMap(({ head }) => (head ? [`${head.provider}/${head.account}`] : [])),
  ];
  for (const name of new Set(names.filter((entry, at) => names.indexOf(entry) !== at))) {
    problems.push(`the account ${name} is configured twice`);
  }
  if (problems.length > 0) throw new AccountsError(problems);
  return indexAccounts(accounts);
}

type Options = Parameters<typeof loadAccounts>[0];

function fromVariables(
  { providers, env, mode, requireCredentials, demoSecretProblems }: Options,
  problems: string[],
): Account[] {
  return providers.flatMap((provider) => {
    if (mode === 'live')
      problems.push(
        ...demoSecretProblems(givenInEnv(provider, env), (key) => variableName(provider.slug, key)),
      );
    try {
      const settings = settingsFromEnv(provider, env);
      const wanted = requireCredentials === false || provider.isConfigured(settings);
      return wanted ? [{ provider, name: DEFAULT_ACCOUNT, mode, settings }] : [];
    } catch (error) {
      problems.push(...settingProblems(error, (key) => variableName(provider.slug, key)));
      return [];
    }
  });
}

function readEntries({ endpointsFile, ...options }: Options, problems: string[]): readonly EndpointEntry[] {
  if (endpointsFile === undefined) return [];
  const text = readOrComplain(endpointsFile, 'ENDPOINTS_FILE', options, problems);
  if (text === undefined) return [];
  const parsed = parseEndpointsFile(text);
  problems.push(...parsed.problems);
  return parsed.entries;
}

function fromFile(entries: readonly EndpointEntry[], options: Options, problems: string[]): Account[] {
  return entries.flatMap(({ where, provider: slug, head, settings: written }) => {
    const provider = options.providers.find((candidate) => candidate.slug === slug);
    if (!provider) {
      if (slug !== undefined) problems.push(`${where}: there is no provider ${slug}`);
      return [];
    }
    const mode = head?.mode ?? options.mode;
    const given = readFiles(written, (path) => readOrComplain(path, where, options, problems));
    if (mode === 'live') problems.push(...options.demoSecretProblems(given, (key) => `${where}: ${key}`));
    try {
      const settings = provider.settings.strict().parse(given);
      const usable = options.requireCredentials === false || provider.isConfigured(settings);
      if (!usable) problems.push(`${where}: no secret or key to verify deliveries is configured`);
      return usable && head ? [{ provider, name: head.account, mode, settings }] : [];
    } catch (error) {
      problems.push(...settingProblems(error, (key) => (key === '' ? where : `${where}: ${key}`)));
      return [];
    }
  });
}

/** The entry's settings, with every `…File` replaced by the content of the file. */
function readFiles(
  settings: EndpointEntry['settings'],
  read: (path: string) => string | undefined,
): Record<string, unknown> {
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
    return trimAscii(readFile(path));
  } catch (error) {
    problems.push(`${where}: a file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
    return undefined;
  }
}
