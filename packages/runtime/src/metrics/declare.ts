/**
 * The declaration of one metric. Every label has few values, which are known in advance: a provider, an outcome, a queue. An
 * account, a key or a reference is never a label; it belongs in a log line.
 */
export interface Declaration<Label extends string = string, Type extends MetricType = MetricType> {
  readonly type: Type;
  /** One sentence for the reader of a dashboard. */
  readonly help: string;
  readonly labels: readonly Label[];
  /** Upper bounds, ascending; only for a histogram. */
  readonly buckets?: readonly number[];
}

type MetricType = 'counter' | 'gauge' | 'histogram';

/** Metrics by name. The names follow the conventions of Prometheus: base units, and `_total` for a value that only grows. */
export type Declarations = Readonly<Record<string, Declaration>>;

/** A counter: counts events since the start of the process. */
export const counter = <const Label extends string = never>(
  help: string,
  labels: readonly Label[] = [],
): Declaration<Label, 'counter'> => ({ type: 'counter', help, labels });

/** A gauge: its value is read at each scrape. */
export const gauge = <const Label extends string = never>(
  help: string,
  labels: readonly Label[] = [],
): Declaration<Label, 'gauge'> => ({ type: 'gauge', help, labels });

/** A histogram: the distribution of many values. */
export const histogram = <const Label extends string = never>(
  help: string,
  buckets: readonly number[],
  labels: readonly Label[] = [],
): Declaration<Label, 'histogram'> => ({ type: 'histogram', help, labels, buckets });

/** All labels of one declaration. */
export type LabelsOf<D extends Declaration> = { readonly [Name in D['labels'][number]]: string };

/** Names of the declarations of one type. */
export type NamesOf<D extends Declarations, Type extends MetricType> = {
  [Name in keyof D & string]: D[Name]['type'] extends Type ? Name : never;
}[keyof D & string];
