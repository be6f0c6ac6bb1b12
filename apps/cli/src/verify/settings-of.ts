import { type Provider, providerVariables, settingsFromEnv, variableName } from '@payspool/providers';
import { type Env, withFiles } from '@payspool/runtime';
import { z } from 'zod';
import { UsageError } from '../usage-error.ts';
import type { Question } from './explain.ts';

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

function configured(provider: Provider, env: Env): Settings {
  try {
    return settingsFromEnv(provider, withFiles(env, providerVariables([provider])));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new UsageError(
      ...error.issues.map(
        ({ path, message }) => `${variableName(provider.slug, String(path[0] ?? ''))}: ${message}`,
      ),
    );
  }
}

/** The settings that the command line names, under the provider's own keys. */
function given(provider: Provider, { secret, publicKey, webhookId, certificatePem }: Question): Settings {
  const listKey = (pattern: RegExp) => Object.keys(provider.settings.shape).find((key) => pattern.test(key));
  const named = [
    { option: '--secret', key: listKey(/(Secrets|Token)$/), value: secret },
    { option: '--public-key', key: listKey(/PublicKeys$/), value: publicKey },
    // Beside a certificate it is taken as it is: the simulator's `WEBHOOK_ID` is no id that could be configured.
    {
      option: '--webhook-id',
      key: listKey(/webhookIds$/),
      value: certificatePem === undefined ? webhookId : undefined,
    },
  ].filter(({ value }) => value !== undefined);
  for (const { option, key } of named) {
    if (!key) throw new UsageError(`${option} means nothing to ${provider.slug}`);
  }
  const input = Object.fromEntries(named.map(({ key, value }) => [key, value]));
  // From the fields alone: a schema with rules across fields refuses to be made partial.
  const parsed = z.object(provider.settings.shape).partial().safeParse(input);
  if (!parsed.success)
    throw new UsageError(`${named.map(({ option }) => option).join()}: ${parsed.error.issues[0]?.message}`);
  return Object.fromEntries(named.map(({ key }) => [key, parsed.data[key ?? '']]));
}
