import { z } from 'zod';
import {
  API_KEY,
  NO_SIGNING_SECRET,
  secretProblem,
  type SecretRule,
  readSecretText,
  type SecretText,
  trimAscii,
} from './secret-problem.ts';

/** Marks a field whose value is redacted wherever settings are printed, with the rule for its secrets. */
const marked = (description: string, rule: SecretRule) => ({ description, secret: true, secretRule: rule });

/** The rule for a field's secrets; `undefined` for a field without secrets. */
export const secretRuleOf = (field: z.ZodType): SecretRule | undefined =>
  field.meta()?.['secretRule'] as SecretRule | undefined;

/** One secret: the exact text without the ASCII white space around it. */
export const secret = (description: string, rule: SecretRule = {}) =>
  z
    .string()
    .overwrite(trimAscii)
    .superRefine((text, context) => {
      const message = secretProblem(text, { rule, as: 'single' });
      // A custom issue would contain its input; only the message may be printed.
      if (message) context.addIssue({ code: 'custom', message, input: undefined });
    })
    .meta(marked(description, rule));

/**
 * Secrets of webhook endpoints, newest first. Every entry is tried, so that no delivery is lost during a rotation. A text is one secret, or a JSON
 * array of them (`readSecretText`); in YAML a list is one too. `rule` is the provider's own.
 */
export const secretList = (description: string, rule: SecretRule = {}) => {
  const others = NO_SIGNING_SECRET.filter((mistake) => !(rule.isApiKey && mistake === API_KEY));
  const whole: SecretRule = { ...rule, mistakes: [...(rule.mistakes ?? []), ...others] };
  return z
    .preprocess(
      (given, context) => readSecrets(given, whole, context),
      z.array(z.string()).max(32, 'has more than 32 secrets').default([]),
    )
    .meta(marked(description, whole));
};

/**
 * Values that are not secret, comma-separated in a variable, a list in YAML: for ids, keys and codes that cannot contain a comma.
 * The provider's settings check their form.
 */
export const wordList = (description: string) =>
  z
    .preprocess(
      (value) =>
        typeof value === 'string'
          ? value
              .split(',')
              .map((entry) => entry.trim())
              .filter(Boolean)
          : value,
      z.array(z.string().min(1)).max(32).default([]),
    )
    .meta({ description });

/** A whole number, from text or number. */
export const wholeNumber = (
  description: string,
  { min, max }: { readonly min: number; readonly max: number },
) => z.coerce.number().int().min(min).max(max).meta({ description });

/** `true` or `false`. */
export const flag = (description: string) =>
  z
    .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
    .meta({ description });

function readSecrets(given: unknown, rule: SecretRule, context: z.RefinementCtx): unknown {
  const read = asEntries(given);
  if (!read) return given;
  if ('problem' in read) {
    context.addIssue({ code: 'custom', message: read.problem, input: undefined });
    return z.NEVER;
  }
  for (const [at, entry] of read.entries.entries()) {
    const message = secretProblem(entry, { rule, as: read.listed ? 'entry' : 'text' });
    const path = read.listed ? [at] : [];
    if (message) context.addIssue({ code: 'custom', message, path, input: undefined });
  }
  return read.entries;
}

/** `undefined` if it is neither a text nor a list of texts; the schema then reports it. */
function asEntries(given: unknown): SecretText | undefined {
  if (typeof given === 'string') return readSecretText(given);
  return Array.isArray(given) && given.every((entry) => typeof entry === 'string')
    ? { entries: given, listed: true }
    : undefined;
}
