import { DurabilitySettings } from '@payspool/queue';
import { ConfigError, type Env, fields, problemsOf, readConfig, withFiles } from '@payspool/runtime';
import { z } from 'zod';
import {
  type Account,
  DEFAULT_ACCOUNT,
  providers,
  providerVariables,
  variableName,
  weakSecrets,
} from '@payspool/providers';
import { configuredAccounts } from '../configured.ts';
import {
  type Check,
  failed,
  type Finding,
  MissingSettingError,
  ok,
  type Deployment,
  warning,
} from './check.ts';

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
  run: async (deployment) => {
    const problems = new Set([
      ...urlProblems(deployment),
      ...problemsIn(() => readConfig(Shared, deployment.env)),
      ...problemsIn(() => configuredAccounts(deployment.env, { requireCredentials: true })),
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

const urlProblems = ({ settings }: Deployment): string[] =>
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

const SECRETS = 'secrets';
const ROTATE =
  'create a new one at the provider, with at least 16 random characters, and keep the old one after it in the list until retries have ended';
const WRITE_ANEW =
  "compare it with the provider's secret; if they differ, correct it (docs/deploy.md, Secrets)";

/**
 * Checks whether the configured accounts can verify deliveries, and whether their secrets are strong. A provider without settings
 * is off, which is fine.
 */
export const secrets: Check = {
  name: SECRETS,
  run: async (deployment) => {
    const accounts = accountsOf(deployment);
    if (!accounts)
      return [failed(SECRETS, 'the accounts cannot be read', 'correct the configuration, above')];
    // An empty file counts as unset, like an empty variable: docker-compose.yml has one for every provider.
    const { env } = withFiles(deployment.env, providerVariables(providers));
    const halves = providers.filter(
      ({ slug, settings }) =>
        !accounts.some(({ provider, name }) => provider.slug === slug && name === DEFAULT_ACCOUNT) &&
        anyIsSet(env, slug, settings),
    );
    const findings = [
      ...halves.map(({ slug, title }) => missing(slug, title)),
      ...accounts.flatMap((account) => weakFindings(account)),
    ];
    if (accounts.length === 0 && findings.length === 0)
      return [
        failed(
          SECRETS,
          'no provider is configured: every delivery gets 404',
          'set the secrets of at least one provider, such as STRIPE_WEBHOOK_SECRETS',
        ),
      ];
    if (findings.length > 0) return findings;
    return [ok(SECRETS, accounts.map(({ provider, name }) => `${provider.slug}/${name}`).join(', '))];
  },
};

function accountsOf({ env }: Pick<Deployment, 'env'>): readonly Account[] | undefined {
  try {
    return configuredAccounts(env, { requireCredentials: true }).all;
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function anyIsSet(env: Env, slug: string, settings: z.ZodObject): boolean {
  const names = Object.keys(settings.shape).map((key) => variableName(slug, key));
  return names.some((name) => Boolean(env[name]?.trim()));
}

const missing = (slug: string, title: string): Finding =>
  failed(
    SECRETS,
    `${title} is configured in part, but has no secret to verify deliveries: each gets 404`,
    `set the missing ${slug.toUpperCase()}_… variables, or unset all of them`,
  );

/** One finding per weak secret; never quotes the secret. */
const weakFindings = (account: Account): Finding[] =>
  weakSecrets(account).map(({ setting, kind, words }) => {
    const found = `${account.provider.slug}/${account.name}: ${setting} ${words}`;
    if (kind === 'known') return failed(SECRETS, found, ROTATE);
    return warning(SECRETS, found, kind === 'odd' ? WRITE_ANEW : ROTATE);
  });

const LIMITATIONS = 'provider settings';

/** What accounts cannot do with their settings, as their providers declare it (`limitation`). No line if there is nothing. */
export const limitations: Check = {
  name: LIMITATIONS,
  run: async (deployment) => limitationFindings(accountsOf(deployment) ?? []),
};

export function limitationFindings(
  accounts: readonly (Pick<Account, 'name' | 'settings'> & {
    readonly provider: Pick<Account['provider'], 'slug' | 'limitation'>;
  })[],
): Finding[] {
  return accounts.flatMap(({ provider, name, settings }) => {
    const limited = provider.limitation?.(settings);
    if (!limited) return [];
    const variable = variableName(provider.slug, limited.setting);
    const setting =
      name === DEFAULT_ACCOUNT ? variable : `${limited.setting} in ENDPOINTS_FILE (${variable} elsewhere)`;
    return [
      warning(LIMITATIONS, `${provider.slug}/${name}: ${limited.found}`, `${setting} ${limited.remedy}`),
    ];
  });
}
