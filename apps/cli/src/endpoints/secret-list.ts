import {
  type Account,
  DEFAULT_ACCOUNT,
  readSecretText,
  secretRuleOf,
  variableName,
} from '@payspool/providers';
import type { z } from 'zod';
import { UsageError } from '../failure.ts';
import { valueIn, withValue } from './env-file.ts';

/** A setting of an account that is a list, newest first, as it is written into an env file: `STRIPE_WEBHOOK_SECRETS`. */
export interface ListSetting {
  /** The key of the setting: `webhookSecrets`. */
  readonly key: string;
  /** The variable. For an account of the endpoints file it contains the name of the account, and ingest does not read it. */
  readonly variable: string;
  /** Whether its entries are secret. Secrets are a JSON array; other words are separated by commas. */
  readonly isSecret: boolean;
  /** The entries that are configured now, in the environment or in the endpoints file. */
  readonly configured: readonly string[];
}

export function listSetting(account: Account, key: string): ListSetting {
  const { provider, name, settings } = account;
  const field = provider.settings.shape[key] as z.ZodType | undefined;
  const value: unknown = settings[key];
  const owner = name === DEFAULT_ACCOUNT ? provider.slug : `${provider.slug}_${name.replaceAll('-', '_')}`;
  return {
    key,
    variable: variableName(owner, key),
    isSecret: field !== undefined && secretRuleOf(field) !== undefined,
    configured: Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [],
  };
}

/** The setting with the secrets that verify deliveries of an account: the first one of its provider that is secret. */
export function secretSetting(account: Account): ListSetting {
  const settings = (account.provider.fileSettings.verifying ?? []).map((key) => listSetting(account, key));
  const found = settings.find(({ isSecret }) => isSecret);
  if (!found) throw new UsageError(`${account.provider.title} has no secret to rotate`);
  return found;
}

/**
 * The entries of the setting in an env file; the configured ones if the file does not have the variable.
 *
 * @throws {UsageError} if the variable cannot be read, or is given as a file
 */
export function entriesIn(text: string, { variable, isSecret, configured }: ListSetting): readonly string[] {
  if (valueIn(text, `${variable}_FILE`))
    throw new UsageError(
      `the env file has ${variable}_FILE: write the secret into that file yourself, or name another env file and copy the value from there`,
    );
  const value = valueIn(text, variable);
  if (value === undefined) return configured;
  if (!isSecret)
    return value
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean);
  const read = readSecretText(value);
  if ('problem' in read) throw new UsageError(`${variable} in the env file ${read.problem}`);
  return read.entries;
}

/** The text of an env file with these entries, newest first. */
export const withEntries = (text: string, setting: ListSetting, entries: readonly string[]): string =>
  withValue(text, setting.variable, listText(setting, entries));

/** The entries as a variable has them. */
function listText({ isSecret }: Pick<ListSetting, 'isSecret'>, entries: readonly string[]): string {
  const [only, ...more] = entries;
  if (only !== undefined && more.length === 0 && !(isSecret && only.startsWith('['))) return only;
  return isSecret ? JSON.stringify(entries) : entries.join(',');
}

/** The text of an env file with a new entry before the others. The same entry is not written twice. */
export const withNewEntry = (text: string, setting: ListSetting, entry: string): string =>
  withEntries(text, setting, [entry, ...entriesIn(text, setting).filter((other) => other !== entry)]);
