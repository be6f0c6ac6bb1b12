import type { z } from 'zod';

/** Stands in a parsed object for a field that is there and not of its form, until `leaveOutOdd` has named it. */
const ODD = Symbol('not of its form');

/**
 * A field that decides nothing: absent, `null`, or of its form. Whatever else it holds is left out with a warning, and costs nobody
 * an event that tells of money. What is parsed with it has to go through `leaveOutOdd`.
 */
export const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(ODD as never);

/** The parsed object without its odd fields, and the paths of those. `path` is that of the object itself. */
export function leaveOutOdd<Parsed>(
  parsed: Parsed,
  path: string,
): { readonly kept: Parsed; readonly odd: readonly string[] } {
  if (!holdsOdd(parsed)) return { kept: parsed, odd: [] };
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

/** Nearly no object does, and then it needs no copy. */
const holdsOdd = (value: unknown): boolean =>
  value === ODD || (typeof value === 'object' && value !== null && Object.values(value).some(holdsOdd));

/** What somebody who looks into an odd field has to know: where it is, and never what it holds. */
export const oddWarning = (path: string): string => `${path}: not of the expected form, left out`;
