import {
  type Provider,
  providerVariables,
  settingProblems,
  settingsFromEnv,
  variableName,
} from '@payspool/providers';
import { type Env, withFiles } from '@payspool/runtime';
import { z } from 'zod';
import { UsageError } from '../usage-error.ts';
import type { Question } from './question.ts';

export type Settings = Readonly<Record<string, unknown>>;

/**
 * The settings to verify with: those of the environment, replaced by those of the command line.
 *
 * @throws {UsageError}
 */
export const settingsOf = (provider: Provider, question: Question): Settings => ({
  ...configured(provider, question.env),
  ...given(provider, question),
});

/** Whether the settings are enough to verify. A running provider may need more, for example for an API. */
export const canVerify = (provider: Provider, settings: Settings): boolean =>
  provider.isConfigured(settings) || typeof settings[keyOf(provider, PATH_TOKEN) ?? ''] === 'string';

/** The option and the variable with which the missing setting can be given. */
export const waysToVerify = (provider: Provider): string =>
  Object.entries(KEY_OF_OPTION)
    .flatMap(([option, pattern]) => {
      const key = keyOf(provider, pattern);
      return key ? [`give ${option}, or set ${variableName(provider.slug, key)}`] : [];
    })
    .join('; or ');

/** The provider's setting that an option replaces. */
const KEY_OF_OPTION = {
  '--secret': /(Secrets|Token)$/,
  '--public-key': /PublicKeys$/,
  '--webhook-id': /webhookIds$/,
};

const PATH_TOKEN = /Token$/;
const keyOf = ({ settings }: Provider, pattern: RegExp) =>
  Object.keys(settings.shape).find((key) => pattern.test(key));

/** Only from the fields: a rule across the fields concerns a running provider, and a schema with such a rule cannot be made partial. */
const fieldsOf = (provider: Provider) => z.object(provider.settings.shape);

function configured(provider: Provider, env: Env): Settings {
  const read = withFiles(env, providerVariables([provider]));
  if (read.problems.length > 0) throw new UsageError(...read.problems);
  try {
    const fields = { slug: provider.slug, settings: fieldsOf(provider) };
    return settingsFromEnv(fields, read.env);
  } catch (error) {
    throw new UsageError(...settingProblems(error, (key) => variableName(provider.slug, key)));
  }
}

/** The settings from the command line, under the provider's own keys. */
function given(provider: Provider, { secret, publicKey, webhookId, certificatePem }: Question): Settings {
  const values = {
    '--secret': secret,
    '--public-key': publicKey,
    // With a certificate it is used as it is, because the simulator's `WEBHOOK_ID` is not an id that can be configured.
    '--webhook-id': certificatePem === undefined ? webhookId : undefined,
  };
  const named = (Object.keys(values) as (keyof typeof values)[])
    .filter((option) => values[option] !== undefined)
    .map((option) => ({ option, key: keyOf(provider, KEY_OF_OPTION[option]), value: values[option] }));
  for (const { option, key } of named) {
    if (!key) throw new UsageError(`${option} does not apply to ${provider.slug}`);
  }
  const input = Object.fromEntries(named.map(({ key, value }) => [key, value]));
  const parsed = fieldsOf(provider).partial().safeParse(input);
  if (!parsed.success)
    throw new UsageError(`${named.map(({ option }) => option).join()}: ${parsed.error.issues[0]?.message}`);
  return Object.fromEntries(named.map(({ key }) => [key, parsed.data[key ?? '']]));
}
