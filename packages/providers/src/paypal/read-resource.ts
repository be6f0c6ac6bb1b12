import { compiled } from '@payspool/events';
import type { z } from 'zod';
import { UnusableEventError } from '../contract/errors.ts';

/** Most warnings of one resource: a body of nothing but odd fields needs no longer list. */
const MAX_WARNINGS = 20;

/**
 * Reads a resource. A field that is not of the form that its schema expects is left out with a warning, so that no optional field
 * costs the money; unless it is one that decides what the event means.
 *
 * `deciding` are paths below the resource, with `*` for any place in a list: `purchase_units.*.amount`. What is below such a path
 * decides too.
 *
 * @throws {UnusableEventError} with the path from the body's root, `resource.amount.value`, where a field that decides is missing or odd
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
      // Our own rules are about several fields together: an amount is no amount without either of its two.
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
    warnings.push(...left.map((path) => `resource.${path.join('.')} has an invalid form and was left out`));
    value = without(value, left);
  }
}

/** The resource itself decides: nothing can be read where it is missing, or lacks its id. */
const decides = (path: readonly string[], deciding: readonly string[]): boolean =>
  path.length === 0 ||
  deciding.some((pattern) =>
    pattern.split('.').every((step, place) => path[place] === step || (step === '*' && place < path.length)),
  );

/** As much of a path as is there: what is missing below an odd field makes that field the odd one. */
function presentPart(value: unknown, path: readonly string[]): readonly string[] {
  let found = value;
  for (const [place, step] of path.entries()) {
    const held = typeof found === 'object' && found !== null ? found : {};
    if (!Object.hasOwn(held, step)) return path.slice(0, place);
    found = (held as Record<string, unknown>)[step];
  }
  return path;
}

/** A copy of JSON without what the paths name. */
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
