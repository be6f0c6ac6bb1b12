import { isTopic, type Topic, topicNames } from '@payspool/events';
import { signingSecretProblem } from '@payspool/providers';
import { parse, YAMLError } from 'yaml';
import { z } from 'zod';
import { OutboundUrl } from '../outbound/outbound-url.ts';

/** One receiver of signed forwards. */
export interface Forward {
  /** The consumer is called `forward:<name>`. */
  readonly name: string;
  readonly url: URL;
  /** Newest first; each of them signs. */
  readonly secrets: readonly string[];
  readonly topics: readonly Topic[];
}

/** Reads `FORWARD_URLS`. Problems say where and why, and never quote a value, because it may be a secret. */
export function parseForwardList(text: string): { forwards: Forward[]; problems: string[] } {
  let parsed: unknown;
  try {
    // Warnings of the parser would quote the line.
    parsed = parse(text, { maxAliasCount: 100, logLevel: 'error' });
  } catch (error) {
    const line = error instanceof YAMLError ? error.linePos?.[0].line : undefined;
    return { forwards: [], problems: [`not valid YAML${line === undefined ? '' : ` at line ${line}`}`] };
  }
  const result = ForwardList.safeParse(parsed);
  if (result.success) return { forwards: result.data, problems: [] };
  const problems = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  return { forwards: [], problems };
}

const Secret = z.string().superRefine((secret, context) => {
  const message = signingSecretProblem(secret);
  if (message) context.addIssue({ code: 'custom', message, input: undefined });
});

const Pattern = z.string().transform((pattern, context): readonly Topic[] => {
  const topics = topicsOf(pattern);
  if (topics.length === 0) {
    const message =
      'matches no topic: expected one of docs/reference/topics.md, `order.*` or the like, or "*"';
    context.addIssue({ code: 'custom', message, input: undefined });
  }
  return topics;
});

const Entry = z
  .strictObject(
    {
      name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected 1 to 40 lower-case letters, digits and -'),
      url: OutboundUrl,
      secret: z.preprocess(
        (value) => (typeof value === 'string' ? [value] : value),
        z.array(Secret, 'expected a secret, or a list of them').min(1).max(8),
      ),
      topics: z
        .array(Pattern)
        .min(1)
        .transform((patterns) =>
          topicNames.filter((name) => patterns.some((topics) => topics.includes(name))),
        )
        .default(topicNames),
    },
    {
      error: ({ code }) =>
        code === 'unrecognized_keys'
          ? 'unknown keys: only name, url, secret and topics are allowed'
          : undefined,
    },
  )
  .transform(({ secret, ...entry }): Forward => ({ ...entry, secrets: secret }));

const ForwardList = z
  .array(Entry, 'expected a list')
  .max(100)
  .superRefine(
    (entries, context) => {
      const names = entries.map((entry) => entry?.name);
      for (const [at, name] of names.entries()) {
        const first = names.indexOf(name);
        if (name === undefined || first === at) continue;
        const message = `the same name as entry ${first}`;
        context.addIssue({ code: 'custom', message, path: [at, 'name'], input: undefined });
      }
    },
    { when: ({ value }) => Array.isArray(value) },
  );

/** `order.*` stands for every topic that begins with `order.`. */
function topicsOf(pattern: string): readonly Topic[] {
  if (pattern === '*') return topicNames;
  if (pattern.endsWith('.*')) return topicNames.filter((name) => name.startsWith(pattern.slice(0, -1)));
  return isTopic(pattern) ? [pattern] : [];
}
