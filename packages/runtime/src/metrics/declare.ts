/**
 * One metric, as its process declares it. Every label has few values, known beforehand: a provider, an outcome, a queue; never an
 * account, a key or a reference, which belong in a log line.
 */
export interface Declaration<Label extends string = string, Type extends MetricType = MetricType> {
  readonly type: Type;
  /** One sentence, for whoever reads a dashboard. */
  readonly help: string;
  readonly labels: readonly Label[];
  /** Upper bounds, ascending; for a histogram alone. */
  readonly buckets?: readonly number[];
}

type MetricType = 'counter' | 'gauge' | 'histogram';

/** By name, after the conventions of Prometheus: base units, `_total` for what only grows. */
export type Declarations = Readonly<Record<string, Declaration>>;

/** Grows by what happens, from the start of the process. */
export const counter = <const Label extends string = never>(
  help: string,
  labels: readonly Label[] = [],
): Declaration<Label, 'counter'> => ({ type: 'counter', help, labels });

/** Is read at the moment of a scrape. */
export const gauge = <const Label extends string = never>(
  help: string,
  labels: readonly Label[] = [],
): Declaration<Label, 'gauge'> => ({ type: 'gauge', help, labels });

/** How large each of many was. */
export const histogram = <const Label extends string = never>(
  help: string,
  buckets: readonly number[],
  labels: readonly Label[] = [],
): Declaration<Label, 'histogram'> => ({ type: 'histogram', help, labels, buckets });

/** The labels of one declaration, all of them. */
export type LabelsOf<D extends Declaration> = { readonly [Name in D['labels'][number]]: string };

/** Names of the declarations of one type. */
export type NamesOf<D extends Declarations, Type extends MetricType> = {
  [Name in keyof D & string]: D[Name]['type'] extends Type ? Name : never;
}[keyof D & string];
