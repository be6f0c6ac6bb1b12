import { fromIsoText, UnusableEventError } from '../contract/index.ts';

/**
 * A required time. Mollie writes whole seconds: `2024-03-20T09:13:37+00:00`.
 *
 * @throws {UnusableEventError} `schema_violation` at `path`
 */
export function requiredTime(text: string, path: string): string {
  const time = fromIsoText(text);
  if (time === undefined) throw new UnusableEventError('schema_violation', { path, message: 'not a time' });
  return time;
}
