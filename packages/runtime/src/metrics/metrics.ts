import type { Declarations, LabelsOf, NamesOf } from './declare.ts';
import { renderMetric, type Series } from './exposition.ts';
import type { AnyReadings } from './readings.ts';

/** The counters and histograms of a process, under the names that it declared. */
export interface Metrics<D extends Declarations> {
  readonly count: <Name extends NamesOf<D, 'counter'>>(name: Name, labels: LabelsOf<D[Name]>) => void;
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
    count: (name, labels) => {
      seriesOf(name, labels).value += 1;
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
