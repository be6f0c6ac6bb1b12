import { secretRuleOf, type Weakness, weaknessesOf } from '../contract/index.ts';
import type { z } from 'zod';
import type { Account } from './account.ts';

/** A weak or suspicious secret of an account, named by its position: `webhookSecrets (number 2)`. */
export interface WeakSecret extends Weakness {
  readonly setting: string;
}

/** All secrets of an account that the provider allows but a person should check. None is quoted. */
export const weakSecrets = ({ provider, settings }: Pick<Account, 'provider' | 'settings'>): WeakSecret[] =>
  Object.entries(provider.settings.shape).flatMap(([key, field]) => {
    const rule = secretRuleOf(field as z.ZodType);
    if (!rule) return [];
    const entries: readonly unknown[] = [settings[key]].flat();
    return entries.flatMap((entry, at) =>
      typeof entry === 'string'
        ? weaknessesOf(entry, rule).map((weakness) => ({
            ...weakness,
            setting: entries.length > 1 ? `${key} (number ${at + 1})` : key,
          }))
        : [],
    );
  });
