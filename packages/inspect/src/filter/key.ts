import { join, raw, sql, type Sql } from '@payspool/db/reader';

/** A range of times, counts, durations or amounts. At most one bound on each side. */
export interface Span {
  /** At least. */
  readonly from?: Bound;
  /** More than. */
  readonly above?: Bound;
  /** At most. */
  readonly to?: Bound;
  /** Less than. */
  readonly below?: Bound;
}
/** A time is a `Date`, a count a `bigint`, a duration a `number` of milliseconds, an amount the text of a decimal. */
export type Bound = Date | bigint | number | string;

/** The values of one term. A row matches the term if it matches one of them. */
export interface Matches {
  readonly texts: readonly string[];
  /** Written with `*` at the end. */
  readonly prefixes: readonly string[];
  readonly spans: readonly Span[];
}

/**
 * - `word`: a name, the whole of it, or its beginning with `*`
 * - `id`: an id, the whole of it
 * - `choice`: one of `choices`
 * - `text`: a part of a text, without regard to case
 * - `time`, `count`, `duration`, `money`: a value or a range
 */
export type KeyKind = 'word' | 'id' | 'choice' | 'text' | 'time' | 'count' | 'duration' | 'money';

/** A word before the colon of a term: what it means, and its condition. */
export interface Key {
  readonly kind: KeyKind;
  /** One sentence for help texts. */
  readonly help: string;
  /** Every value that a `choice` may have. */
  readonly choices?: readonly string[];
  /** It selects few rows by an index, so that a filter with it needs no span of time. */
  readonly isNarrow?: true;
  /** The condition on a row. Values must be parameters of the statement, never a part of its text. */
  readonly condition: (matches: Matches) => Sql;
}

/** The keys of one list. */
export interface FilteredList {
  /** `events` */
  readonly name: string;
  readonly keys: Readonly<Record<string, Key>>;
  /** The key of a word without a key: `evt_1` is `id:evt_1`. */
  readonly bareKey?: string;
  /** The term that is added if no term has its key, and none is narrow: `{ key: 'received', value: '7d' }`. */
  readonly window?: { readonly key: string; readonly value: string };
}

/** What makers of keys need to know. Columns are expressions of SQL that we write; no part of them comes from a user. */
interface Column {
  readonly column: string;
  readonly help: string;
  readonly isNarrow?: true;
}

/** A column of text that is compared as a whole, or by its beginning. */
export const wordKey = ({ column, ...key }: Column): Key => ({
  ...key,
  kind: 'word',
  condition: (matches) => anyWord(column, matches),
});

/** An id that is looked up by an index. `condition` gets every value of the term. */
export const idKey = ({
  condition,
  ...key
}: Omit<Column, 'column'> & { readonly condition: (ids: readonly string[]) => Sql }): Key => ({
  ...key,
  kind: 'id',
  condition: ({ texts }) => condition(texts),
});

/** A column with a closed list of values. `type` is its enum in Postgres; without it the column is text. */
export const choiceKey = ({
  column,
  type = 'text',
  ...key
}: Column & { readonly choices: readonly string[]; readonly type?: string }): Key => ({
  ...key,
  kind: 'choice',
  condition: ({ texts }) => equalsAny(column, texts, type),
});

/** A column of text of which a part is compared. No index helps. */
export const textKey = ({ column, ...key }: Column): Key => ({
  ...key,
  kind: 'text',
  condition: ({ texts }) =>
    anyOf(texts.map((text) => sql`position(lower(${text}) IN lower(${raw(column)})) > 0`)),
});

/** A `timestamptz`. */
export const timeKey = ({ column, ...key }: Column): Key => ({
  ...key,
  kind: 'time',
  condition: ({ spans }) => inSpans(column, spans, (bound) => sql`${bound}::timestamptz`),
});

/** A whole number. */
export const countKey = ({ column, ...key }: Column): Key => ({
  ...key,
  kind: 'count',
  condition: ({ spans }) => inSpans(column, spans, (bound) => sql`${bound}::bigint`),
});

/** An `interval`. */
export const durationKey = ({ column, ...key }: Column): Key => ({
  ...key,
  kind: 'duration',
  condition: ({ spans }) =>
    inSpans(column, spans, (bound) => sql`(${bound}::bigint * interval '1 millisecond')`),
});

/** An amount in minor units, which a filter names in whole units: `100.50`. `exponent` is the column with the decimal places. */
export const moneyKey = ({ column, exponent, ...key }: Column & { readonly exponent: string }): Key => ({
  ...key,
  kind: 'money',
  condition: ({ spans }) =>
    inSpans(column, spans, (bound) => sql`(${bound}::numeric * power(10::numeric, ${raw(exponent)}))`),
});

/** The condition of a word on a column: one of the texts, or one of the beginnings. */
export const anyWord = (column: string, { texts, prefixes }: Matches): Sql =>
  anyOf([
    ...(texts.length > 0 ? [equalsAny(column, texts, 'text')] : []),
    ...prefixes.map((prefix) => sql`starts_with(${raw(column)}, ${prefix})`),
  ]);

/** One value is compared by `=`, because an index can then also give the order of the rows. */
const equalsAny = (column: string, texts: readonly string[], type: string): Sql =>
  texts.length === 1
    ? sql`${raw(column)} = ${texts[0]}::${raw(type)}`
    : sql`${raw(column)} = ANY (${texts}::${raw(type)}[])`;

const OPERATORS = { from: '>=', above: '>', to: '<=', below: '<' } as const;

const inSpans = (column: string, spans: readonly Span[], valueOf: (bound: Bound) => Sql): Sql =>
  anyOf(
    spans.map((span) =>
      join(
        Object.entries(OPERATORS).flatMap(([side, operator]) => {
          const bound = span[side as keyof Span];
          return bound === undefined ? [] : [sql`${raw(column)} ${raw(operator)} ${valueOf(bound)}`];
        }),
        ' AND ',
      ),
    ),
  );

const anyOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 1 && conditions[0] ? conditions[0] : sql`(${join(conditions, ' OR ')})`;
