import type { z } from 'zod';
import { describeField } from './describe-field.ts';

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

Everything comes from the environment. Each variable can be given as a file instead, under its name with \`_FILE\`. An empty
variable is unset. A process that finds a problem names every one of them and exits with status 2; with
\`--check\` (\`npx -y pnpm@10 worker --check\`) that is all it does, and 0 means that its settings can be used. Lists of what
is no secret are separated by commas.

**A secret** is what the variable or file holds, exactly, less the spaces and line ends around it: commas, spaces and quotation marks inside it are its own.
**Several**, where the variable's name is plural, are a JSON array, newest first, and every one is tried: \`["whsec_new","whsec_old"]\`. Nothing else is taken apart, and a secret that begins
with \`[\` is written as the entry of an array. What is known to be no secret of the provider (an API key, a signature, a placeholder, one in quotation marks) is refused at
start in words that do not quote it; a short one that the provider allows is a warning in the log of ingest and in \`payspool doctor\`.`;

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
