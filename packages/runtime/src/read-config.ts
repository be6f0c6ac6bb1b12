import type { z } from 'zod';
import { readFileSync } from 'node:fs';

/** `ackTimeoutMs` is read from `ACK_TIMEOUT_MS`. */
export const variableOf = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/**
 * Reads one app's configuration: a flat schema whose keys are the variables in camel case. An empty variable counts as unset.
 *
 * @throws {ConfigError} with every problem
 */
export const readConfig = <Schema extends z.ZodObject>(schema: Schema, env: Env): z.output<Schema> =>
  readSettings({ schema, env, parts: {} }).config;

/**
 * Reads settings that are not in a variable itself, such as files. `config` has all fields that could be read; `env` has the
 * contents of `_FILE` variables.
 */
type Part<Schema extends z.ZodObject> = (config: Partial<z.output<Schema>>, env: Env) => unknown;

/**
 * Reads an app's configuration together with its parts, so that the problems of all of them are reported at once. `variables` are
 * the variables of the parts that may be given as a file.
 *
 * @throws {ConfigError} with every problem of all of them
 */
export function readSettings<Schema extends z.ZodObject, Parts extends Record<string, Part<Schema>>>({
  schema,
  env,
  variables = [],
  parts,
}: {
  readonly schema: Schema;
  readonly env: Env;
  readonly variables?: readonly string[];
  readonly parts: Parts;
}): { readonly config: z.output<Schema> } & { readonly [Name in keyof Parts]: ReturnType<Parts[Name]> } {
  const files = withFiles(env, [...Object.keys(schema.shape).map(variableOf), ...variables]);
  const { config, problems } = parse(schema, files.env);
  const read = Object.entries(parts).map(([name, part]) => {
    try {
      return { name, value: part(config, files.env), problems: [] };
    } catch (error) {
      const found = problemsOf(error);
      if (!found) throw error;
      return { name, value: undefined, problems: found };
    }
  });
  // A number may break two rules that have the same message.
  const all = new Set([...files.problems, ...problems, ...read.flatMap((part) => part.problems)]);
  if (all.size > 0) throw new ConfigError([...all]);
  return { config, ...Object.fromEntries(read.map(({ name, value }) => [name, value])) } as ReturnType<
    typeof readSettings<Schema, Parts>
  >;
}

/** The valid fields, if others are invalid. */
function parse<Schema extends z.ZodObject>(
  schema: Schema,
  env: Env,
): { readonly config: Partial<z.output<Schema>>; readonly problems: readonly string[] } {
  const input = Object.fromEntries(
    Object.keys(schema.shape).flatMap((key) => {
      const value = env[variableOf(key)];
      return value === undefined || value.trim() === '' ? [] : [[key, value.trim()]];
    }),
  );
  const result = schema.safeParse(input);
  if (result.success) return { config: result.data, problems: [] };
  const right = Object.entries(schema.shape).flatMap(([key, field]) => {
    const alone = (field as z.ZodType).safeParse(input[key]);
    return alone.success ? [[key, alone.data]] : [];
  });
  return {
    config: Object.fromEntries(right) as Partial<z.output<Schema>>,
    problems: result.error.issues.flatMap((issue) => {
      const [key] = issue.path;
      if (key === undefined) return [issue.message];
      const name = variableOf(String(key));
      const isSet = input[String(key)] !== undefined;
      if (isSet || issue.code !== 'invalid_type') return [`${name}: ${inWords(issue)}`];
      const isUnread = env[name] === undefined && Boolean(env[`${name}_FILE`]);
      return isUnread ? [] : [`${name} is not set`];
    }),
  };
}

/** Fields have messages of their own; the messages of zod begin with the kind of the issue. */
const inWords = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_value'
    ? `expected ${issue.values.map(String).join(' or ')}`
    : issue.message.replace(/^(Invalid \w+|Too (small|big)): /, '');

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Returns the variables, with those read that are given as a file (`NAME_FILE`), without the line end that editors add. A file
 * that cannot be read, or a variable that is given in both ways, is a problem; the other variables are still read.
 */
export function withFiles(
  env: Env,
  names: readonly string[],
): { readonly env: Env; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const read = names.flatMap((name) => {
    const path = env[`${name}_FILE`];
    if (!path) return [];
    if (env[name]) {
      problems.push(`${name} and ${name}_FILE are both set: remove one of them`);
      return [];
    }
    try {
      return [[name, readFileSync(path, 'utf8').replace(/\r?\n$/, '')]];
    } catch (error) {
      problems.push(`${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
      return [];
    }
  });
  return { env: { ...env, ...Object.fromEntries(read) }, problems };
}

/** The environment is invalid. The error has one sentence per problem, for all problems; none quotes a value. Exit status 2. */
export class ConfigError extends Error {
  readonly code = 'config_invalid';
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The problems of the settings, if the error has any: one sentence per problem. */
export function problemsOf(error: unknown): readonly string[] | undefined {
  const problems: unknown = error instanceof Error && 'problems' in error ? error.problems : undefined;
  return Array.isArray(problems) ? problems.map(String) : undefined;
}
