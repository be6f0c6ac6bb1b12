import { join, sql, type Sql } from '@payspool/db/reader';
import type { Bound, FilteredList, Key, Matches, Span } from './key.ts';
import { durationText } from './read-span.ts';
import { quoted } from './split-terms.ts';

/** A filter that was read: rows that match every term. */
export interface Filter {
  readonly list: FilteredList;
  readonly terms: readonly Term[];
}

export interface Term {
  readonly key: string;
  readonly isNegative: boolean;
  readonly matches: Matches;
  /** As it was written: a relative time is still relative. */
  readonly written: string;
  /** Nobody wrote it: the list adds it. */
  readonly isDefault: boolean;
}

/** The condition on a row, without `WHERE`. Every value is a parameter. */
export const filterCondition = ({ list, terms }: Filter): Sql =>
  terms.length === 0
    ? sql`true`
    : join(
        terms.map((term) => termCondition(list, term)),
        ' AND ',
      );

function termCondition(list: FilteredList, { key, isNegative, matches }: Term): Sql {
  const condition = keyOf(list, key).condition(matches);
  // A null matches nothing, so the opposite matches it.
  return isNegative ? sql`(${condition}) IS NOT TRUE` : sql`(${condition})`;
}

/** The filter in its one form: times are absolute, so that the same text always selects the same span of time. */
export const printFilter = ({ list, terms }: Filter): string =>
  terms.map((term) => printTerm(keyOf(list, term.key), term)).join(' ');

/** The filter as it was written, with the term that the list adds: `received:7d`. */
export const writtenFilter = ({ terms }: Filter): string => terms.map(({ written }) => written).join(' ');

/** The span of time that a filter selects by one of its keys: the first one, if there are several. Absent bounds are open. */
export function spanOf({ terms }: Filter, key: string): { readonly from?: Date; readonly below?: Date } {
  const term = terms.find((each) => each.key === key && !each.isNegative);
  const { from, below } = term?.matches.spans[0] ?? {};
  return { ...(from instanceof Date && { from }), ...(below instanceof Date && { below }) };
}

/** One term as text, for a link: `termText('type', 'charge.refunded')`. */
export const termText = (key: string, value: string): string => `${key}:${quoted(value)}`;

/** A filter that `parseFilter` returned has no other keys than those of its list. */
function keyOf(list: FilteredList, name: string): Key {
  const key = Object.hasOwn(list.keys, name) ? list.keys[name] : undefined;
  if (!key) throw new RangeError(`no key ${name} in ${list.name}`);
  return key;
}

function printTerm(key: Key, { key: name, isNegative, matches }: Term): string {
  const values = [
    ...matches.texts.map(quoted),
    ...matches.prefixes.map((prefix) => `${prefix === '' ? '' : quoted(prefix)}*`),
    ...matches.spans.map((span) => printSpan(key, span)),
  ];
  return `${isNegative ? '-' : ''}${name}:${values.join(',')}`;
}

function printSpan({ kind }: Key, { from, above, to, below }: Span): string {
  const text = (bound: Bound | undefined): string => {
    if (bound === undefined) return '';
    if (bound instanceof Date) return bound.toISOString();
    return kind === 'duration' ? durationText(Number(bound)) : String(bound);
  };
  if (above !== undefined) return `>${text(above)}`;
  if (from === undefined && below !== undefined) return `<${text(below)}`;
  if (kind === 'time' && below === undefined) return `>${text(from)}`;
  if (kind !== 'duration' && from !== undefined && from === to) return text(from);
  return `${text(from)}..${text(to ?? below)}`;
}
