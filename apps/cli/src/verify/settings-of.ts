import {
  givenInEnv,
  type Provider,
  type ProviderIo,
  providerVariables,
  settingProblems,
  variableName,
} from '@payspool/providers';
import { type Env, withFiles } from '@payspool/runtime';
import { z } from 'zod';
import { UsageError } from '../failure.ts';
import { accountOf, type QuestionedAccount } from './account-of.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** The account of a question, with the settings to verify with. */
export interface GivenSettings {
  readonly account: Pick<QuestionedAccount, 'name' | 'mode'>;
  readonly settings: Settings;
  /** What these settings lack for a running Payspool: by the rules across settings, and by the provider's own limitation. */
  readonly lacking: readonly string[];
}

/**
 * The settings to verify with: those of the environment, or of the endpoints file for the account that the path names, replaced by
 * those of the command line.
 *
 * @throws {UsageError} for an invalid setting, and if the settings together cannot verify
 */
export function settingsOf(provider: Provider, question: Question): GivenSettings {
  const read = withFiles(question.env, providerVariables([provider]));
  if (read.problems.length > 0) throw new UsageError(...read.problems);
  const account = accountOf(provider, question);
  const options = optionsFor(provider, question);
  const nameOf = (key: string) =>
    options.find((option) => option.key === key)?.option ?? variableName(provider.slug, key);
  const input = {
    ...(account.settings ?? givenInEnv(provider, read.env)),
    ...Object.fromEntries(options.map(({ key, value }) => [key, value])),
  };
  try {
    const settings = fieldsOf(provider).parse(input);
    if (!canVerify(provider, settings)) return { account, settings, lacking: [] };
    const limitation = provider.limitation?.(settings);
    const limited = limitation
      ? [`${limitation.found}; ${variableName(provider.slug, limitation.setting)} ${limitation.remedy}`]
      : [];
    return { account, settings, lacking: [...lackingIn(provider, input), ...limited] };
  } catch (error) {
    throw new UsageError(...settingProblems(error, nameOf));
  }
}

/**
 * The rules across settings concern a running provider. One about a setting that a signature depends on also concerns `verify`:
 * nothing can be verified without it.
 *
 * @throws {z.ZodError} with the rules of the second kind
 */
function lackingIn(provider: Provider, input: Readonly<Record<string, unknown>>): readonly string[] {
  const { error } = provider.settings.safeParse(input);
  if (!error) return [];
  const verifying: readonly unknown[] = provider.fileSettings.verifying ?? [];
  const needed = error.issues.filter(({ path }) => verifying.includes(path[0]));
  if (needed.length > 0) throw new z.ZodError(needed);
  return settingProblems(error, (key) => variableName(provider.slug, key));
}

/** Only from the fields: a rule across the fields concerns a running provider. */
const fieldsOf = (provider: Provider) => z.object(provider.settings.shape);

/** The setting of every provider whose `route` is `token`. */
const PATH_TOKEN = 'pathToken';

/** Whether the settings are enough to verify. A running provider may need more, for example for an API. */
export const canVerify = (provider: Provider, settings: Settings): boolean =>
  provider.isConfigured(settings) || (provider.route === 'token' && typeof settings[PATH_TOKEN] === 'string');

/** The provider's setting that an option replaces. */
const KEY_OF_OPTION = {
  '--secret': /(Secrets|Token)$/,
  '--public-key': /PublicKeys$/,
  '--webhook-id': /webhookIds$/,
};

const keyOf = ({ settings }: Provider, pattern: RegExp) =>
  Object.keys(settings.shape).find((key) => pattern.test(key));

/** The option and the variable with which the missing setting can be given. */
export function waysToVerify(provider: Provider): string {
  const byOption = Object.entries(KEY_OF_OPTION).flatMap(([option, pattern]) => {
    const key = keyOf(provider, pattern);
    return key ? [{ key, option }] : [];
  });
  const [first] = provider.fileSettings.verifying ?? [];
  const others = [
    ...(provider.route === 'token' ? [PATH_TOKEN] : []),
    ...(byOption.length === 0 && first !== undefined ? [first] : []),
  ].filter((key) => byOption.every((one) => one.key !== key));
  return [...byOption, ...others.map((key) => ({ key, option: `--setting ${key}=<value>` }))]
    .map(({ key, option }) => `give ${option}, or set ${variableName(provider.slug, key)}`)
    .join('; or ');
}

interface GivenOption {
  /** As it was given: `--secret`, `--setting notificationUrl`. */
  readonly option: string;
  /** The provider's own key. */
  readonly key: string;
  readonly value: string;
}

/** The settings from the command line. @throws {UsageError} if the provider has no such setting, or one is given twice */
function optionsFor(provider: Provider, question: Question): readonly GivenOption[] {
  const { secret, publicKey, webhookId, certificatePem, settings = [] } = question;
  const values = {
    '--secret': secret,
    '--public-key': publicKey,
    // With a certificate it is used as it is, because the simulator's `WEBHOOK_ID` is not an id that can be configured.
    '--webhook-id': certificatePem === undefined ? webhookId : undefined,
  };
  const named = (Object.keys(values) as (keyof typeof values)[]).flatMap((option) => {
    const value = values[option];
    if (value === undefined) return [];
    const key = keyOf(provider, KEY_OF_OPTION[option]);
    if (!key) throw new UsageError(`${option} does not apply to ${provider.slug}`);
    return [{ option, key, value }];
  });
  const keys = Object.keys(provider.settings.shape);
  const further = settings.map(({ name, value }) => {
    const key = keys.find((each) => each === name || variableName(provider.slug, each) === name);
    if (!key)
      throw new UsageError(
        `--setting: ${provider.slug} has no setting ${name}; its settings are ${keys.join(', ')}`,
      );
    return { option: `--setting ${key}`, key, value };
  });
  const all = [...named, ...further];
  const twice = all.find(({ key }, at) => all.findIndex((other) => other.key === key) !== at);
  if (twice) throw new UsageError(`${twice.option}: the setting ${twice.key} is given twice`);
  return all;
}

/** One setting of `--setting`. */
export interface NamedSetting {
  /** The name in the endpoints file, `notificationUrl`, or the variable, `SQUARE_NOTIFICATION_URL`. */
  readonly name: string;
  readonly value: string;
}

/** One delivery, and the settings that replace those of the environment. */
export interface Question {
  /** The provider, or `auto`. */
  readonly slug: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly at: Date;
  readonly secret?: string | undefined;
  readonly publicKey?: string | undefined;
  readonly path?: string | undefined;
  readonly webhookId?: string | undefined;
  readonly settings?: readonly NamedSetting[] | undefined;
  readonly certificatePem?: string | undefined;
  readonly trustPems: readonly string[];
  readonly env: Env;
  /** Replaces the network. */
  readonly fetch?: ProviderIo['fetch'];
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
