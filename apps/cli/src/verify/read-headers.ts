import { UsageError } from '../usage-error.ts';

/**
 * A JSON object of headers, names in any case, to lower case.
 *
 * @throws {UsageError}
 */
export function readHeaders(text: string, path: string): Record<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not JSON`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new UsageError(`${path}: expected an object of header names and values`);
  }
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
