import type { z } from 'zod';
import type { Provider, SettingsSchema } from '../contract/index.ts';

/** Variables by name, `process.env` or a map like it. */
export type Env = Readonly<Record<string, string | undefined>>;

/** `webhookSecrets` of `stripe` is `STRIPE_WEBHOOK_SECRETS`. */
export const variableName = (slug: string, key: string): string =>
  `${slug}_${key.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase();

/**
 * Reads a provider's settings from its variables.
 *
 * @throws {z.ZodError} naming the setting, never its value
 */
export function settingsFromEnv<Schema extends SettingsSchema>(
  provider: Pick<Provider<Schema>, 'slug' | 'settings'>,
  env: Env,
): z.output<Schema> {
  const keys = Object.keys(provider.settings.shape);
  const given = keys.flatMap((key) => {
    const value = env[variableName(provider.slug, key)];
    return value === undefined || value.trim() === '' ? [] : [[key, value]];
  });
  return provider.settings.parse(Object.fromEntries(given));
}

/** Names of every variable that the providers read. */
export const providerVariables = (providers: readonly Pick<Provider, 'slug' | 'settings'>[]): string[] =>
  providers.flatMap(({ slug, settings }) =>
    Object.keys(settings.shape).map((key) => variableName(slug, key)),
  );
