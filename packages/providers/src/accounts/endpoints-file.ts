import { parse, YAMLError } from 'yaml';
import { z } from 'zod';
import { describeIssue } from './settings-from-env.ts';

/** The fields of an entry of `ENDPOINTS_FILE`, except the settings of its provider. */
const Head = z.object({
  provider: z.string().meta({ description: 'Slug of the provider.' }),
  account: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected lower-case letters, digits, - and _, 63 at most')
    .meta({ description: 'Name of the account, the last segment of its URL.' }),
  mode: z.enum(['live', 'test']).optional().meta({ description: 'Overrides PAYSPOOL_MODE.' }),
});
const Named = Head.pick({ provider: true });
const EndpointsFile = z.strictObject({ endpoints: z.array(z.unknown()).max(1000) });
/** A key beside the list is an error; the errors inside the list are reported too. */
const Listed = z.object(EndpointsFile.shape);
const SHAPE = 'expected `endpoints:` and a list of accounts';

/** One entry: an account and its settings, under the names of the variables without their prefix, in camel case. */
export interface EndpointEntry {
  /** The beginning of every message about it. */
  readonly where: string;
  readonly provider: string | undefined;
  /** Absent if it is invalid: `problems` says why, and only the settings are still checked. */
  readonly head: z.output<typeof Head> | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Parses the file's text. Problems are returned as sentences that do not quote values. */
export function parseEndpointsFile(text: string): { entries: EndpointEntry[]; problems: string[] } {
  let parsed: unknown;
  try {
    parsed = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    const line = error instanceof YAMLError ? error.linePos?.[0].line : undefined;
    return { entries: [], problems: [`ENDPOINTS_FILE: not valid YAML${line ? ` at line ${line}` : ''}`] };
  }
  if (parsed === null || parsed === undefined)
    return { entries: [], problems: [`ENDPOINTS_FILE: is empty; ${SHAPE}`] };
  const problems = (EndpointsFile.safeParse(parsed).error?.issues ?? []).map(describeFile);
  const listed = Listed.safeParse(parsed).data?.endpoints ?? [];
  return { entries: listed.flatMap((entry, at) => readEntry(entry, at, problems)), problems };
}

function describeFile(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `ENDPOINTS_FILE: ${SHAPE}`;
  const at = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  return `ENDPOINTS_FILE: ${at}${describeIssue(issue)}`;
}

function readEntry(entry: unknown, at: number, problems: string[]): EndpointEntry[] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    problems.push(`ENDPOINTS_FILE: endpoints.${at}: expected provider, account and settings`);
    return [];
  }
  const head = Head.safeParse(entry);
  const name = head.success ? ` (${head.data.provider}/${head.data.account})` : '';
  const where = `ENDPOINTS_FILE: endpoints.${at}${name}`;
  for (const issue of head.error?.issues ?? [])
    problems.push(`${where}: ${issue.path.join('.')}: ${describeIssue(issue)}`);
  const {
    provider: _provider,
    account: _account,
    mode: _mode,
    ...settings
  } = entry as Record<string, unknown>;
  return [{ where, provider: Named.safeParse(entry).data?.provider, head: head.data, settings }];
}
