import {
  type Account,
  DEFAULT_ACCOUNT,
  providers,
  providerVariables,
  variableName,
  weakSecrets,
} from '@payspool/providers';
import { ConfigError, type Env, withFiles } from '@payspool/runtime';
import type { z } from 'zod';
import { configuredAccounts } from '../configured-accounts.ts';
import type { Check } from './check.ts';
import { failed, type Finding, ok, warning } from './finding.ts';
import type { Patient } from './patient.ts';

const NAME = 'secrets';
const ROTATE =
  'create a new one at the provider, with at least 16 random characters, and keep the old one after it in the list until retries have ended';
const WRITE_ANEW =
  "compare it with the provider's secret; if they differ, correct it (docs/deploy.md, Secrets)";

/**
 * Checks whether the configured accounts can verify deliveries, and whether their secrets are strong. A provider without settings
 * is off, which is fine.
 */
export const secrets: Check = {
  name: NAME,
  run: async (patient) => {
    const accounts = accountsOf(patient);
    if (!accounts) return [failed(NAME, 'the accounts cannot be read', 'correct the configuration, above')];
    // An empty file counts as unset, like an empty variable: docker-compose.yml has one for every provider.
    const { env } = withFiles(patient.env, providerVariables(providers));
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
          NAME,
          'no provider is configured: every delivery gets 404',
          'set the secrets of at least one provider, such as STRIPE_WEBHOOK_SECRETS',
        ),
      ];
    if (findings.length > 0) return findings;
    return [ok(NAME, accounts.map(({ provider, name }) => `${provider.slug}/${name}`).join(', '))];
  },
};

function accountsOf({ env }: Pick<Patient, 'env'>): readonly Account[] | undefined {
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
    NAME,
    `${title} is configured in part, but has no secret to verify deliveries: each gets 404`,
    `set the missing ${slug.toUpperCase()}_… variables, or unset all of them`,
  );

/** One finding per weak secret; never quotes the secret. */
const weakFindings = (account: Account): Finding[] =>
  weakSecrets(account).map(({ setting, kind, words }) => {
    const found = `${account.provider.slug}/${account.name}: ${setting} ${words}`;
    if (kind === 'known') return failed(NAME, found, ROTATE);
    return warning(NAME, found, kind === 'odd' ? WRITE_ANEW : ROTATE);
  });
