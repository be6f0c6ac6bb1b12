import { raw, sql } from '@payspool/db/reader';
import {
  EVENT_LIST,
  type Filter,
  type FilteredList,
  parseFilter,
  printFilter,
  termText,
} from '@payspool/inspect';

/** The list with one key more than the dashboard has: a command may read bodies. */
const LIST_WITH_BODIES: FilteredList = {
  ...EVENT_LIST,
  keys: {
    ...EVENT_LIST.keys,
    text: {
      kind: 'text',
      help: 'A part of the body, byte for byte. It reads every stored body of the span.',
      condition: ({ texts }) =>
        sql`e.raw_body IS NOT NULL AND EXISTS (SELECT 1 FROM unnest(${texts}::text[]) AS wanted (part)
          WHERE position(convert_to(wanted.part, 'UTF8') IN ${raw('e.raw_body')}) > 0)`,
    },
  },
};

/** Options that stand for a term of the filter. */
export interface ListOptions {
  readonly provider?: string;
  readonly account?: string;
  readonly type?: string;
  readonly status?: string;
  readonly order?: string;
  readonly text?: string;
  readonly since?: string;
  readonly until?: string;
}

/**
 * The filter of the words and the options of `events list`.
 *
 * @throws {FilterError} with every mistake
 */
export function filterOf(
  words: readonly string[],
  { since, until, ...options }: ListOptions,
  now: Date,
): Filter {
  const named = Object.entries(options).flatMap(([key, value]) =>
    typeof value === 'string' ? [termText(key, value)] : [],
  );
  const span = since === undefined && until === undefined ? [] : [`received:${since ?? ''}..${until ?? ''}`];
  return parseFilter(LIST_WITH_BODIES, [...words, ...named, ...span].join(' '), now);
}

/** `status, provider, …` with their help, for the help of the command. */
export const filterHelp = (): string =>
  Object.entries(LIST_WITH_BODIES.keys)
    .map(([key, { help }]) => `  ${`${key}:`.padEnd(11)}${help}`)
    .join('\n');

/**
 * The filter of an operation, with absolute times; `undefined` if no term is given.
 *
 * @throws {FilterError} with every mistake
 */
export const termsOf = (words: readonly string[], now: Date): string | undefined =>
  words.length === 0 ? undefined : printFilter(parseFilter(EVENT_LIST, words.join(' '), now));
