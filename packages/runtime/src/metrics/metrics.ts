/** The counters and histograms of a process, under the names that it declared. */
export interface Metrics<D extends Declarations> {
  /** Adds one, or `by`. */
  readonly count: <Name extends NamesOf<D, 'counter'>>(
    name: Name,
    labels: LabelsOf<D[Name]>,
    by?: number,
  ) => void;
  /** In seconds, if the name says so. */
  readonly observe: <Name extends NamesOf<D, 'histogram'>>(
    name: Name,
    labels: LabelsOf<D[Name]>,
    value: number,
  ) => void;
  /** Starts a counter at zero. `increase()` would not see the first event of a counter that appears with it. */
  readonly begin: <Name extends NamesOf<D, 'counter'>>(name: Name, labels: LabelsOf<D[Name]>) => void;
  /** The text for Prometheus, with the values that were read for this scrape. */
  readonly render: (readings?: AnyReadings) => string;
}

/** @param common labels of every line: the name of the app */
export function createMetrics<D extends Declarations>(
  declarations: D,
  common: Readonly<Record<string, string>>,
): Metrics<D> {
  const kept = new Map<string, Map<string, Series>>();

  const seriesOf = (name: string, labels: Readonly<Record<string, string>>): Series => {
    const all = kept.get(name) ?? new Map<string, Series>();
    kept.set(name, all);
    const { labels: names = [], buckets } = declarations[name] ?? {};
    let key = '';
    for (const label of names) key += `${labels[label]}\u0000`;
    const known = all.get(key);
    if (known) return known;
    const series = { labels, value: 0, ...(buckets && { count: 0, counts: buckets.map(() => 0) }) };
    all.set(key, series);
    return series;
  };

  return {
    begin: (name, labels) => void seriesOf(name, labels),
    count: (name, labels, by = 1) => {
      seriesOf(name, labels).value += by;
    },
    observe: (name, labels, value) => {
      const series = seriesOf(name, labels);
      series.value += value;
      series.count = (series.count ?? 0) + 1;
      const bucket = declarations[name]?.buckets?.findIndex((bound) => value <= bound) ?? -1;
      if (series.counts && bucket >= 0) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    },
    render: (readings = {}) =>
      Object.entries(declarations)
        .map(([name, declaration]) => {
          const read = readings[name] ?? [];
          const series = [
            ...(kept.get(name)?.values() ?? []),
            ...read.map(([labels, value]) => ({ labels, value })),
          ];
          return renderMetric(name, declaration, series, common);
        })
        .join(''),
  };
}

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
type LabelsOf<D extends Declaration> = { readonly [Name in D['labels'][number]]: string };

/** Names of the declarations of one type. */
type NamesOf<D extends Declarations, Type extends MetricType> = {
  [Name in keyof D & string]: D[Name]['type'] extends Type ? Name : never;
}[keyof D & string];

/** The values of each metric that were read at a scrape, with their labels. */
export type Readings<D extends Declarations> = {
  readonly [Name in NamesOf<D, 'gauge' | 'counter'>]?: readonly Reading<LabelsOf<D[Name]>>[];
};

/** The readings of any declarations. */
export type AnyReadings = { readonly [name: string]: readonly Reading[] | undefined };

type Reading<Labels = Readonly<Record<string, string>>> = readonly [Labels, number];

/** The values of one metric under one set of labels. */
interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** The value; of a histogram, the sum. */
  value: number;
  /** Of a histogram: the number of values, and the number in each single bucket. */
  count?: number;
  readonly counts?: number[];
}

/** The format of Prometheus, https://prometheus.io/docs/instrumenting/exposition_formats/, text format 0.0.4. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** One metric with its help and type; empty if it has no value yet. */
function renderMetric(
  name: string,
  { type, help, buckets = [] }: Declaration,
  all: readonly Series[],
  common: Readonly<Record<string, string>>,
): string {
  if (all.length === 0) return '';
  const lines = all.flatMap(({ labels, value, count = 0, counts = [] }) => {
    const own = { ...common, ...labels };
    if (type !== 'histogram') return [line(name, own, value)];
    let below = 0;
    const cumulative = buckets.map((bound, at) => {
      below += counts[at] ?? 0;
      return line(`${name}_bucket`, { ...own, le: String(bound) }, below);
    });
    return [
      ...cumulative,
      line(`${name}_bucket`, { ...own, le: '+Inf' }, count),
      line(`${name}_sum`, own, value),
      line(`${name}_count`, own, count),
    ];
  });
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

const line = (name: string, labels: Readonly<Record<string, string>>, value: number): string => {
  const spelled = Object.entries(labels).map(([label, text]) => `${label}="${escapeValue(text)}"`);
  return `${name}${spelled.length > 0 ? `{${spelled.join()}}` : ''} ${value}\n`;
};

const escapeHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeValue = (text: string) => escapeHelp(text).replaceAll('"', '\\"');
