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
 * What to verify with: the settings of the environment, replaced by those that the command line names.
 *
 * @throws {UsageError}
 */
export const settingsOf = (provider: Provider, question: Question): Settings => ({
  ...configured(provider, question.env),
  ...given(provider, question),
});

/** Whether these are enough to verify with: less than a running provider needs, which may have to ask an API besides. */
export const canVerify = (provider: Provider, settings: Settings): boolean =>
  provider.isConfigured(settings) || typeof settings[keyOf(provider, PATH_TOKEN) ?? ''] === 'string';

/** How the command line can be given what is missing, and how the environment can. */
export const waysToVerify = (provider: Provider): string =>
  Object.entries(KEY_OF_OPTION)
    .flatMap(([option, pattern]) => {
      const key = keyOf(provider, pattern);
      return key ? [`give ${option}, or set ${variableName(provider.slug, key)}`] : [];
    })
    .join('; or ');

/** Which of a provider's settings an option replaces. */
const KEY_OF_OPTION = {
  '--secret': /(Secrets|Token)$/,
  '--public-key': /PublicKeys$/,
  '--webhook-id': /webhookIds$/,
};

const PATH_TOKEN = /Token$/;
const keyOf = ({ settings }: Provider, pattern: RegExp) =>
  Object.keys(settings.shape).find((key) => pattern.test(key));

/** From the fields alone: a rule across them is about what runs, and a schema that has one refuses to be made partial. */
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

/** The settings that the command line names, under the provider's own keys. */
function given(provider: Provider, { secret, publicKey, webhookId, certificatePem }: Question): Settings {
  const values = {
    '--secret': secret,
    '--public-key': publicKey,
    // Beside a certificate it is taken as it is: the simulator's `WEBHOOK_ID` is no id that could be configured.
    '--webhook-id': certificatePem === undefined ? webhookId : undefined,
  };
  const named = (Object.keys(values) as (keyof typeof values)[])
    .filter((option) => values[option] !== undefined)
    .map((option) => ({ option, key: keyOf(provider, KEY_OF_OPTION[option]), value: values[option] }));
  for (const { option, key } of named) {
    if (!key) throw new UsageError(`${option} means nothing to ${provider.slug}`);
  }
  const input = Object.fromEntries(named.map(({ key, value }) => [key, value]));
  const parsed = fieldsOf(provider).partial().safeParse(input);
  if (!parsed.success)
    throw new UsageError(`${named.map(({ option }) => option).join()}: ${parsed.error.issues[0]?.message}`);
  return Object.fromEntries(named.map(({ key }) => [key, parsed.data[key ?? '']]));
}
