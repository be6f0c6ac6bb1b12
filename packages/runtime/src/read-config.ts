import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { ConfigError } from './config-error.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** `ackTimeoutMs` is read from `ACK_TIMEOUT_MS`. */
export const variableOf = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/**
 * Reads one app's configuration: a flat schema whose keys are the variables in camel case. Empty is unset.
 *
 * @throws {ConfigError} with every problem
 */
export function readConfig<Schema extends z.ZodObject>(schema: Schema, env: Env): z.output<Schema> {
  const names = Object.keys(schema.shape).map(variableOf);
  const given = withFiles(env, names);
  const input = Object.fromEntries(
    Object.keys(schema.shape).flatMap((key) => {
      const value = given[variableOf(key)];
      return value === undefined || value.trim() === '' ? [] : [[key, value.trim()]];
    }),
  );
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const [key] = issue.path;
    if (key === undefined) return issue.message;
    const name = variableOf(String(key));
    const isSet = input[String(key)] !== undefined;
    return !isSet && issue.code === 'invalid_type' ? `${name} is not set` : `${name}: ${inWords(issue)}`;
  });
  // A number may break two rules that are told in one sentence.
  throw new ConfigError([...new Set(problems)]);
}

/** Fields bring sentences of their own; what is left of zod's begins with the kind of its issue. */
const inWords = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_value'
    ? `expected ${issue.values.map(String).join(' or ')}`
    : issue.message.replace(/^(Invalid \w+|Too (small|big)): /, '');

/**
 * The variables with those that were given as a file (`NAME_FILE`) read from it, without the line end that editors add.
 *
 * @throws {ConfigError} when a file cannot be read, or a variable is given both ways
 */
export function withFiles(env: Env, names: readonly string[]): Env {
  const problems: string[] = [];
  const read = names.flatMap((name) => {
    const path = env[`${name}_FILE`];
    if (!path) return [];
    if (env[name]) problems.push(`${name} and ${name}_FILE are both set: one of them has to go`);
    try {
      return [[name, readFileSync(path, 'utf8').replace(/\r?\n$/, '')]];
    } catch (error) {
      problems.push(`${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
      return [];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...env, ...Object.fromEntries(read) };
}
