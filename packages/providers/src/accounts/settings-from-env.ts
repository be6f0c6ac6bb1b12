import { z } from 'zod';
import type { Provider, SettingsSchema } from '../contract/index.ts';

/** Variables by name: `process.env` or a similar map. */
export type Env = Readonly<Record<string, string | undefined>>;

/** `webhookSecrets` of `stripe` is `STRIPE_WEBHOOK_SECRETS`. */
export const variableName = (slug: string, key: string): string =>
  `${slug}_${key.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase();

/**
 * Reads a provider's settings from its variables.
 *
 * @throws {z.ZodError} with the name of the setting, never its value
 */
export function settingsFromEnv<Schema extends SettingsSchema>(
  provider: Pick<Provider<Schema>, 'slug' | 'settings'>,
  env: Env,
): z.output<Schema> {
  return provider.settings.parse(givenInEnv(provider, env));
}

/** The values of the provider's variables, under the keys of its settings. A blank value counts as unset. */
export function givenInEnv(
  { slug, settings }: Pick<Provider, 'slug' | 'settings'>,
  env: Env,
): Readonly<Record<string, string>> {
  const given = Object.keys(settings.shape).flatMap((key) => {
    const value = env[variableName(slug, key)];
    return value === undefined || value.trim() === '' ? [] : [[key, value] as const];
  });
  return Object.fromEntries(given);
}

/** One sentence for each invalid setting, with the name under which it was given. Every other error than a `ZodError` is thrown again. */
export function settingProblems(error: unknown, nameOf: (key: string) => string): string[] {
  if (!(error instanceof z.ZodError)) throw error;
  return error.issues.map((issue) => {
    const [key, ...rest] = issue.path.map(String);
    return `${nameOf(key ?? '')}${placeOf(rest)}: ${describeIssue(issue)}`;
  });
}

/** For a list the position, counted from 1; for a map the key. */
function placeOf([entry]: readonly string[]): string {
  if (entry === undefined) return '';
  return /^\d+$/.test(entry) ? ` (number ${Number(entry) + 1})` : ` (entry ${entry})`;
}

/** The names of all variables that the providers read. */
export const providerVariables = (providers: readonly Pick<Provider, 'slug' | 'settings'>[]): string[] =>
  providers.flatMap(({ slug, settings }) =>
    Object.keys(settings.shape).map((key) => variableName(slug, key)),
  );

/** Describes the problem of a setting, without its value. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return 'is missing';
      return `expected ${PLAIN[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map(String).join(' or ')}`;
    case 'unrecognized_keys':
      return `there is no setting ${issue.keys.join(', ')}`;
    default:
      return issue.message.replace(/^(Invalid \w+|Too (small|big)): /, '');
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};
