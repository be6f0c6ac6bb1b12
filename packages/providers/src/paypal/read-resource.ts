import { compiled } from '@payspool/events';
import type { z } from 'zod';
import { UnusableEventError } from '../contract/errors.ts';
import { leftOut } from '../contract/optional-fields.ts';

/** Maximum number of warnings about one resource, for bodies with many invalid fields. */
const MAX_WARNINGS = 20;

/**
 * Reads a resource. A field that does not match its schema is left out with a warning, so that an invalid optional field does not
 * make the event fail. The exception are fields that decide about the meaning of the event. `deciding` are paths below the
 * resource, with `*` for any position in a list: `purchase_units.*.amount`. Fields below such a path decide too.
 *
 * @throws {UnusableEventError} with the path from the body's root, `resource.amount.value`, if a deciding field is missing or invalid
 */
export function readResource<Resource>(
  schema: z.ZodType<Resource>,
  resource: unknown,
  deciding: readonly string[],
): { readonly resource: Resource; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  for (let value = resource; ;) {
    const result = compiled(schema).safeParse(value);
    if (result.success) return { resource: result.data, warnings: warnings.slice(0, MAX_WARNINGS) };
    const odd = result.error.issues.map(({ code, path, message }) => {
      const named = path.map(String);
      // Our own rules concern several fields together: an amount needs both of its fields.
      const meant = code === 'custom' ? named.slice(0, -1) : named;
      return { named, message, present: presentPart(value, meant) };
    });
    const decisive = odd.find(({ present }) => decides(present, deciding));
    if (decisive) {
      const path = ['resource', ...decisive.named].join('.');
      throw new UnusableEventError('schema_violation', {
        path,
        message: decisive.message,
        cause: result.error,
      });
    }
    const left = odd.map(({ present }) => present);
    warnings.push(...left.map((path) => leftOut(`resource.${path.join('.')}`)));
    value = without(value, left);
  }
}

/** The resource itself decides: without it, or without its id, nothing can be read. */
const decides = (path: readonly string[], deciding: readonly string[]): boolean =>
  path.length === 0 ||
  deciding.some((pattern) =>
    pattern.split('.').every((step, place) => path[place] === step || (step === '*' && place < path.length)),
  );

/** The existing part of a path: if something is missing below an invalid field, that field is the invalid one. */
function presentPart(value: unknown, path: readonly string[]): readonly string[] {
  let found = value;
  for (const [place, step] of path.entries()) {
    const held = typeof found === 'object' && found !== null ? found : {};
    if (!Object.hasOwn(held, step)) return path.slice(0, place);
    found = (held as Record<string, unknown>)[step];
  }
  return path;
}

/** A copy of the JSON without the fields at these paths. */
function without(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const below = new Map<string, (readonly string[])[]>();
  for (const [first = '', ...rest] of paths) {
    const known = below.get(first);
    if (known) known.push(rest);
    else below.set(first, [rest]);
  }
  const kept = Object.entries(value).flatMap(([key, held]: [string, unknown]) => {
    const inside = below.get(key);
    if (inside?.some((path) => path.length === 0)) return [];
    return [[key, inside ? without(held, inside) : held] as const];
  });
  return Array.isArray(value) ? kept.map(([, held]) => held) : Object.fromEntries(kept);
}
