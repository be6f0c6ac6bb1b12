import {
  type Provider,
  providerVariables,
  settingProblems,
  settingsFromEnv,
  variableName,
} from '@payspool/providers';
import { type Env, withFiles } from '@payspool/runtime';
import { z } from 'zod';
import { UsageError } from '../failure.ts';

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

/** One delivery, and the settings that replace those of the environment. */
export interface Question {
  readonly slug: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly at: Date;
  readonly secret?: string | undefined;
  readonly publicKey?: string | undefined;
  readonly path?: string | undefined;
  readonly webhookId?: string | undefined;
  readonly certificatePem?: string | undefined;
  readonly trustPems: readonly string[];
  readonly env: Env;
}

/**
 * A JSON object of headers, names in any case, to lower case.
 *
 * @throws {UsageError}
 */
export function readHeaders(text: string, path: string): Record<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not JSON`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new UsageError(`${path}: expected an object of header names and values`);
  }
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
