import { type ConfigurationPart, describeField, type FieldFacts } from './configuration.ts';

const WIDTH = 110;

interface Variable extends FieldFacts {
  readonly name: string;
  /** Titles of the parts that read it. */
  readonly readBy: readonly string[];
}

/** `.env.example` from the schemas that read the environment: each variable once, under the first part that reads it. */
export function renderEnvFile(parts: readonly ConfigurationPart[]): string {
  const known = new Map<string, Variable>();
  for (const { title, schema, variable } of parts)
    for (const [key, field] of Object.entries(schema.shape)) {
      const name = variable(key);
      const facts = describeField(field as Parameters<typeof describeField>[0]);
      const before = known.get(name);
      known.set(name, {
        ...facts,
        ...before,
        name,
        optional: facts.optional && (before?.optional ?? true),
        readBy: [...(before?.readBy ?? []), title],
      });
    }
  const sections = parts.flatMap(({ title }) => {
    const variables = [...known.values()].filter(({ readBy }) => readBy[0] === title);
    return variables.length > 0
      ? [`# ${'-'.repeat(8)} ${title} ${'-'.repeat(8)}`, ...variables.map(renderVariable)]
      : [];
  });
  return [INTRODUCTION, ...sections].join('\n\n') + '\n';
}

const INTRODUCTION = `# Every variable that Payspool reads. Generated from the schemas by \`pnpm reference\`: copy it, do not edit it.
#
# No process reads this file by itself. Fill in the variables that are required or secret; a commented line shows the default.
# An empty variable counts as unset. Each can be given as a file instead: add _FILE to its name. Prefer this for secrets.
# Several secrets are a JSON array, newest first: ["new","old"]. A comma does not separate secrets. Do not put quotation marks around a secret.
# In a shell, with single quotes round spaces, & and arrays ('["new","old"]'): set -a; . ./your.env; set +a; npx -y pnpm@10 worker`;

function renderVariable({ name, description, secret, optional, fallback, readBy }: Variable): string {
  const remarks = [
    ...(readBy.length > 1 ? [`Read by ${readBy.join(', ')}.`] : []),
    ...(optional ? [] : ['Required.']),
    ...(secret ? ['Secret.'] : []),
  ];
  const line = `${name}=${spell(fallback)}`;
  return [
    ...wrap([description, ...remarks].join(' ')).map((text) => `# ${text}`),
    secret || !optional ? `${name}=` : `# ${line}`,
  ].join('\n');
}

/** Defaults are words and numbers; lists and maps are empty. */
const spell = (fallback: unknown): string =>
  ['string', 'number', 'boolean'].includes(typeof fallback) ? String(fallback) : '';

function wrap(text: string): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
