import type { z } from 'zod';

/** Replaces an invalid field in a parsed object until `leaveOutOdd` has reported it. */
const ODD = Symbol('not of its form');

/**
 * An optional field: absent, `null` or valid. Any other value is left out with a warning, so that it does not make an event about
 * money fail. Pass the parsed object to `leaveOutOdd`.
 */
export const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(ODD as never);

/** The parsed object without its invalid fields, and the paths of these. `path` is that of the object itself. */
export function leaveOutOdd<Parsed>(
  parsed: Parsed,
  path: string,
): { readonly kept: Parsed; readonly odd: readonly string[] } {
  if (!containsOdd(parsed)) return { kept: parsed, odd: [] };
  const odd: string[] = [];
  const walk = (value: unknown, at: string): unknown => {
    if (Array.isArray(value)) return value.map((entry, index) => walk(entry, `${at}.${index}`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, field]) => {
        if (field === ODD) odd.push(`${at}.${key}`);
        return field === ODD ? [] : [[key, walk(field, `${at}.${key}`)]];
      }),
    );
  };
  return { kept: walk(parsed, path) as Parsed, odd };
}

/** Nearly all objects have none, and need no copy. */
const containsOdd = (value: unknown): boolean =>
  value === ODD || (typeof value === 'object' && value !== null && Object.values(value).some(containsOdd));

/** The warning about an invalid field: its path, never its value. */
export const oddWarning = (path: string): string => `${path}: not of the expected form, left out`;
