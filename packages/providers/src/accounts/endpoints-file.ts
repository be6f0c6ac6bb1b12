import { parse, YAMLError } from 'yaml';
import { z } from 'zod';

/** One entry of `ENDPOINTS_FILE`: an account and its settings, under the names of the variables without their prefix, in camel case. */
const Entry = z.looseObject({
  provider: z.string().meta({ description: 'Slug of the provider.' }),
  account: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected lower-case letters, digits, - and _, 63 at most')
    .meta({ description: 'Name of the account, the last segment of its URL.' }),
  mode: z.enum(['live', 'test']).optional().meta({ description: 'Overrides PAYSPOOL_MODE.' }),
});
const EndpointsFile = z.strictObject({ endpoints: z.array(Entry).max(1000) });

export type EndpointEntry = z.output<typeof Entry>;

/** Parses the file's text; problems are returned as sentences that quote no value. */
export function parseEndpointsFile(text: string): { entries: EndpointEntry[]; problems: string[] } {
  let parsed: unknown;
  try {
    parsed = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    const line = error instanceof YAMLError ? error.linePos?.[0].line : undefined;
    return { entries: [], problems: [`ENDPOINTS_FILE: not valid YAML${line ? ` at line ${line}` : ''}`] };
  }
  const result = EndpointsFile.safeParse(parsed);
  if (result.success) return { entries: result.data.endpoints, problems: [] };
  return {
    entries: [],
    problems: result.error.issues.map((issue) => `ENDPOINTS_FILE: ${issue.path.join('.')}: ${issue.message}`),
  };
}
