import type { z } from 'zod';

/** Describes the problem of a setting, without its value. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return 'is missing';
      return `expected ${PLAIN[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map(String).join(' or ')}`;
    case 'unrecognized_keys':
      return `there is no setting ${issue.keys.join(', ')}`;
    default:
      return issue.message.replace(/^(Invalid \w+|Too (small|big)): /, '');
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};
