import type { z } from 'zod';

/** A part that reads variables: an app, or a provider inside ingest and worker. */
export interface ConfigurationPart {
  readonly title: string;
  readonly note: string;
  readonly schema: z.ZodObject;
  readonly variable: (key: string) => string;
}

/** `docs/reference/configuration.md` from the schemas that read the environment. */
export function renderConfiguration(parts: readonly ConfigurationPart[]): string {
  return [INTRODUCTION, ...parts.map(renderPart)].join('\n\n') + '\n';
}

const INTRODUCTION = `# Configuration

<!-- Generated from the schemas by \`pnpm reference\`. Do not edit. -->

All settings are environment variables. Each can be given as a file instead: add \`_FILE\` to its name. An empty variable counts as
unset. A process that finds invalid settings names all of them and exits with status 2. With \`--check\` (\`npx -y pnpm@10 worker --check\`)
it only checks its settings; status 0 means that they are valid. Separate the entries of a list by commas, unless they are secrets.

**A secret** is the exact content of the variable or file, without the spaces and line ends around it: commas, spaces and quotation marks inside belong to the secret.
**Several secrets**, if the variable's name is plural, are a JSON array, newest first, and each is tried: \`["whsec_new","whsec_old"]\`. No other text is split. Write a secret that begins
with \`[\` as the entry of an array. A value that cannot be a secret of the provider (an API key, a signature, a placeholder, a value in quotation marks) is refused at
start; the message does not quote it. A short secret that the provider allows gives a warning in the log of ingest and in \`payspool doctor\`.`;

function renderPart({ title, note, schema, variable }: ConfigurationPart): string {
  const rows = Object.entries(schema.shape).map(([key, field]) => {
    const { description, secret, optional, fallback } = describeField(field as z.ZodType);
    const value =
      fallback === undefined || isEmpty(fallback) ? (optional ? '' : 'required') : `\`${spell(fallback)}\``;
    return `| \`${variable(key)}\` | ${value} | ${cell(description)}${secret ? ' Secret.' : ''} |`;
  });
  return [`## ${title}`, note, ['| variable | default | |', '|---|---|---|', ...rows].join('\n')].join(
    '\n\n',
  );
}

const isEmpty = (value: unknown) =>
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
const spell = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The facts about a field that the documentation shows. */
export interface FieldFacts {
  readonly description: string;
  readonly secret: boolean;
  readonly optional: boolean;
  /** The default value; `undefined` for none. */
  readonly fallback: unknown;
}

interface Wrapper {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly out?: z.ZodType;
  readonly defaultValue?: unknown;
}

/** Reads a zod field through its wrappers: the outermost description counts, and the field is a secret if any wrapper says so. */
export function describeField(schema: z.ZodType): FieldFacts {
  const meta = schema.meta();
  const definition = schema.def as unknown as Wrapper;
  const inner = definition.innerType ?? (definition.type === 'pipe' ? definition.out : undefined);
  const below = inner
    ? describeField(inner)
    : { description: '', secret: false, optional: false, fallback: undefined };
  const fallback = definition.type === 'default' ? definition.defaultValue : below.fallback;
  return {
    description: meta?.description ?? below.description,
    secret: meta?.['secret'] === true || below.secret,
    optional:
      ['optional', 'default', 'nullable'].includes(definition.type) ||
      below.optional ||
      fallback !== undefined,
    fallback,
  };
}
