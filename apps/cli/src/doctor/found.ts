import type { Found } from '@payspool/projection';
import { type Finding, ok, warning } from './finding.ts';

/** One line about rows that a person must look at, with the first of them. */
export function foundFinding(
  name: string,
  { count, refs }: Found,
  {
    none,
    some,
    remedy,
  }: { readonly none: string; readonly some: (count: number) => string; readonly remedy: string },
): Finding {
  if (count === 0) return ok(name, none);
  const more = count > refs.length ? `, and ${count - refs.length} more` : '';
  return warning(name, `${some(count)}: ${refs.join('; ')}${more}`, remedy);
}
